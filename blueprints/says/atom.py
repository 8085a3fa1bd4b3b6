"""What is said, for feed readers: by a person, about a product or a #topic, by everybody, as every stranger may read it; and the
timeline of whoever knows its secret address. No session is asked for and no cookie set."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from core.errors import NotFound
from core.i18n import N_
from domain.catalog import queries as catalog
from domain.people import queries as people
from domain.people.actions.sessions import hash_of
from domain.people.viewer import ANONYMOUS
from domain.says import queries
from domain.says.queries import PostCard
from domain.viewers import viewer_of_feed
from web.guards import cacheable, public
from web.language import LOCALES

bp = Blueprint("atom", __name__)

# When nothing has been said yet, so that an empty feed does not change with every look at it.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What XML 1.0 cannot carry, not even escaped.
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@bp.get("/@<handle:handle>.atom")
@cacheable
def by_person(handle: str) -> BaseResponse:
    person = people.person(ANONYMOUS, handle)
    posts = [post for post in queries.posts_of(ANONYMOUS, person.id) if _says_something(post)]
    return feed_of_posts(person.display_name, url_for("says.by_person", handle=handle), posts)


@bp.get("/products/<id:product_id>.atom")
@cacheable
def about_product(product_id: int) -> BaseResponse:
    product = catalog.cards(ANONYMOUS, [product_id]).get(product_id)
    if product is None:
        raise NotFound
    # Read elsewhere, a review is not beside its product, where it would be plain who earns on it.
    posts = queries.reviews_of(ANONYMOUS, product_id, size=20, ads=True).items
    return feed_of_posts(product.title, url_for("products.show", product_id=product_id), posts)


@bp.get("/topics/<name>.atom")
@cacheable
def about_topic(name: str) -> BaseResponse:
    topic = queries.topic(ANONYMOUS, name[:200])
    posts = queries.posts_about(ANONYMOUS, topic.id).items
    if not posts:
        raise NotFound
    return feed_of_posts(f"#{topic.name}", url_for("topics.show", name=topic.key), posts)


@bp.get("/discover.atom")
@cacheable
def public_stream() -> BaseResponse:
    posts = queries.discover(ANONYMOUS, comments=False).items
    return feed_of_posts(gettext(N_("Discover")), url_for("feed.discover"), posts)


@bp.get("/feeds/<string(length=43):token>.atom")
@public
def own(token: str) -> BaseResponse:
    """The same as the owner's home page, in her language, without what is for her alone: a feed reader may keep its
    copies anywhere."""
    reader = viewer_of_feed(hash_of(token))
    if reader is None:
        raise NotFound
    posts = [post for post in queries.feed_of(reader) if post.audience != "me" and _says_something(post)]
    with force_locale(
        reader.locale if reader.locale in LOCALES else current_app.config["BABEL_DEFAULT_LOCALE"]
    ):
        response = feed_of_posts(
            gettext(N_("The feed of %(name)s")) % {"name": reader.display_name},
            url_for("feed.home"),
            posts,
            feed_id=f"{url_for('stores.show', handle=reader.handle)}#feed",
        )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _says_something(post: PostCard) -> bool:
    """A reshare has no words of its own: whoever wants the first author's follows her."""
    return not post.is_tombstone and not post.is_reshare


def feed_of_posts(title: str, about: str, posts: Sequence[PostCard], *, feed_id: str = "") -> BaseResponse:
    """Atom, or 304 for who has it already. The page's own address is the feed's id, and its last change that of its
    newest post. `posts` are those that the reader may read."""
    updated = max((post.edited_at or post.created_at for post in posts), default=NEVER)
    body = render_template(
        "says/feed.xml", title=title, about=about, feed_id=feed_id or about, posts=posts, updated=updated
    )
    return answer_with(body, updated)


def answer_with(body: str, updated: datetime) -> BaseResponse:
    """An Atom document that was last changed at `updated`, or 304 for who has it already."""
    body = UNFIT.sub("", body)
    response: Response = current_app.response_class(body, mimetype="application/atom+xml")
    # Weak, since it may be compressed on its way.
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32], weak=True)
    response.last_modified = updated
    response.headers["X-Robots-Tag"] = "noindex"
    return response.make_conditional(request)
