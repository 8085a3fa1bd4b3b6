"""Writing, changing and taking back a post."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from adapters.media import Picture
from core import clock, text
from core.db import lock, session
from core.errors import NotAllowed, NotFound, Refused
from core.i18n import N_
from core.language import language_of
from core.policy import require
from core.unit import action, record
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.actions import audiences, history, photos, polls, quotes, ratings, topics, wording
from domain.says.events import PostChanged, PostPublished
from domain.says.models import KINDS, Post
from domain.says.polling import NewPoll

NO_WORDS = N_("Write what you say about it. Without words it can be passed on as it is.")
NOTHING_SAID = N_("Write a few words or add a picture.")


@action
def publish(
    actor: Viewer,
    *,
    body: str,
    product_id: int | None = None,
    stars: int | None = None,
    audience: str = "public",
    endorse: bool = False,
    pictures: Sequence[Picture] = (),
    photo_tokens: Sequence[str] = (),
    alts: Sequence[str] = (),
    import_key: str | None = None,
    quoted_id: int | None = None,
    kind: str = "says",
    poll: NewPoll | None = None,
) -> int:
    """A new post; returns its id. `stars` rate the oldest received, unrated order line of the product, `endorse`
    makes the author its angel with the same click. `audience` is public, friends, circle:ID (one of the author's
    circles) or me.

    The pictures of the post are the kept drafts (`photo_tokens`) and then the new ones; `alts` describe them in
    this order. `import_key` says which row of an import it comes from, so that it comes once. `quoted_id` is the
    public post that it passes on; `kind` advice asks what to buy.
    """
    require(can_write(actor))
    words = wording.tidied(body, rules.BODY_MAX)
    shown_to = audiences.of(actor, audience)
    product = _product(actor, product_id) if product_id else None
    if stars is not None and product is None:
        raise Refused(N_("Choose the product that you rate."), field="rating")
    if not words and not pictures and not photo_tokens:
        raise Refused(NOTHING_SAID, field="body")
    quoted = _quoted(actor, quoted_id, words) if quoted_id else None
    asked = polls.checked(poll) if poll else None
    if kind not in KINDS:
        raise Refused(N_("Choose one of these."), field="kind")
    known, named = wording.people_named(actor, words), wording.topics_named(words)
    post = Post(
        author_id=actor.id,
        product_id=product.id if product else None,
        body=words,
        body_html=wording.html_of(words, known, named),
        cleaner_version=text.CLEANER_VERSION,
        lang=language_of(words),
        audience=shown_to.kind,
        circle_id=shown_to.circle_id,
        stars=stars,
        kind=kind,
        has_poll=asked is not None,
        import_key=import_key,
        created_at=clock.now(),
    )
    if quoted is not None:
        quotes.quote(post, quoted)
    session.add(post)
    session.flush()
    topics.write(post.id, named, is_new=True)
    if asked is not None:
        polls.make(post, asked)
    post.photo_count = photos.place(actor, post.id, photo_tokens, pictures, alts)
    if endorse and product is not None:
        angels.endorse(actor, product.id)
    if stars is not None and product is not None:
        ratings.give(actor, product.id, product.merchant_id, post.id, stars)
    session.flush()
    record(
        PostPublished(
            post.id, actor.id, product.id if product else 0, wording.readers_named(actor, post, known)
        )
    )
    if quoted is not None:
        quotes.announce(post, quoted)
    return post.id


@action
def edit(
    actor: Viewer,
    post_id: int,
    *,
    body: str,
    audience: str,
    stars: int | None = None,
    pictures: Sequence[Picture] = (),
    photo_tokens: Sequence[str] = (),
    alts: Sequence[str] = (),
) -> None:
    """Changes one's own post. `photo_tokens` names the pictures that stay; `stars` None leaves the rating alone."""
    post = own_post(actor, post_id)
    require(policy.can_edit(actor, post))
    words = wording.tidied(body, rules.BODY_MAX)
    shown_to = audiences.of(actor, audience, unchanged=post)
    if not words and not pictures and not photo_tokens:
        raise Refused(NOTHING_SAID, field="body")
    if post.quoted_id is not None and not words:
        raise Refused(NO_WORDS, field="body")
    if stars is not None and stars != post.stars:
        _rate(actor, post, stars)
    named = wording.topics_named(words)
    is_change = history.remember(post, body=words, audience=shown_to.kind, circle_id=shown_to.circle_id)
    if is_change and words != post.body:
        post.edited_at = clock.now()
    if words != post.body:
        topics.write(post.id, named)
    post.body = words
    post.body_html = wording.html_of(words, wording.people_named(actor, words), named)
    post.cleaner_version = text.CLEANER_VERSION
    post.lang = language_of(words)
    post.audience, post.circle_id = shown_to.kind, shown_to.circle_id
    photos.detach(post.id, except_tokens=photo_tokens)
    post.photo_count = photos.place(actor, post.id, photo_tokens, pictures, alts)
    post.version += 1
    session.flush()
    record(PostChanged(post.id))


@action
def delete(actor: Viewer, post_id: int) -> None:
    """Takes one's own post back. Its rating stays and counts, without a name; its pictures go."""
    quotes.lock_quoted(post_id)
    post = own_post(actor, post_id)
    require(policy.can_delete(actor, post))
    quotes.uncount(post)
    topics.write(post.id, {})
    photos.detach(post.id)
    post.photo_count = 0
    post.state = "deleted"
    post.version += 1
    session.flush()
    record(PostChanged(post.id))


def own_post(actor: Viewer, post_id: int) -> Post:
    """The post, locked, if the actor can see it; whether it is hers is the policy's question."""
    post = session.scalar(lock(policy.visible_posts(select(Post).where(Post.id == post_id), actor)))
    if post is None:
        raise NotFound
    return post


def _rate(actor: Viewer, post: Post, stars: int) -> None:
    if post.product_id is None:
        raise Refused(N_("Choose the product that you rate."), field="rating")
    if post.stars is None:
        product = _product(actor, post.product_id)
        ratings.give(actor, product.id, product.merchant_id, post.id, stars)
    else:
        ratings.change(actor, post.id, stars)
    post.stars = stars


def _quoted(actor: Viewer, quoted_id: int, words: str) -> Post:
    if not words:
        raise Refused(NO_WORDS, field="body")
    try:
        return quotes.quotable(actor, quoted_id)
    except NotFound:
        raise Refused(N_("The post that you quote is no longer there."), field="quoted_id") from None
    except NotAllowed as refusal:
        raise Refused(refusal.text, field="quoted_id", **refusal.values) from None


def _product(actor: Viewer, product_id: int) -> Row[int, int]:
    statement = select(Product.id, Product.merchant_id).where(
        Product.id == product_id, Product.state != "draft"
    )
    row = session.execute(visible_products(statement, actor)).first()
    if row is None:
        raise Refused(N_("There is no such product."), field="product_id")
    return row
