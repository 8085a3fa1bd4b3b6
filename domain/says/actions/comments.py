"""Comments on a post, in two levels."""

from functools import cache

from sqlalchemy import Select, bindparam, select, update

from core import clock, text
from core.db import BigId, lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.kinds import anyone, kind_of
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.actions import wording
from domain.says.events import CommentChanged, Commented
from domain.says.links import own_links
from domain.says.models import Comment, Post


@action
def comment(
    actor: Viewer, post_id: int, *, body: str, parent_id: int | None = None, product_id: int | None = None
) -> int:
    """Comments on a post, or answers a comment (`parent_id`); returns the comment's id. Under a post
    that asks for advice it can carry the product that it advises: `product_id`, or the first that its words link to."""
    require(can_write(actor))
    post = post_in_sight(actor, post_id)
    require(policy.can_respond(actor, post))
    words = wording.tidied(body, rules.COMMENT_MAX)
    if not words:
        raise Refused(N_("Write a few words."), field="body")
    parent = _parent(actor, post.id, parent_id) if parent_id else None
    known = wording.people_named(actor, words)
    advised = _advised(actor, words, product_id) if post.kind == "advice" else None
    made = Comment(
        post_id=post.id,
        author_id=actor.id,
        root_id=(parent.root_id or parent.id) if parent else None,
        parent_id=parent.id if parent else None,
        product_id=advised,
        body=words,
        body_html=wording.html_of(words, known),
        cleaner_version=text.CLEANER_VERSION,
        created_at=clock.now(),
    )
    session.add(made)
    post.comment_count += 1
    _count_replies(made.root_id, 1)
    session.flush()
    record(
        Commented(
            comment_id=made.id,
            post_id=post.id,
            author_id=actor.id,
            post_author_id=post.author_id,
            parent_author_id=parent.author_id if parent else 0,
            mentioned_ids=wording.readers_named(actor, post, known, made),
        )
    )
    return made.id


@action
def delete_comment(actor: Viewer, comment_id: int) -> int:
    """Takes one's own comment back; its place stays, since others may have answered. Returns the post's id."""
    post_id = session.scalar(select(Comment.post_id).where(Comment.id == comment_id))
    post = session.scalar(lock(select(Post).where(Post.id == post_id)))
    made = session.scalar(lock(select(Comment).where(Comment.id == comment_id, Comment.state != "deleted")))
    if post is None or made is None or not (made.author_id == actor.id or policy.can_read_post(actor, post)):
        raise NotFound
    require(policy.can_delete(actor, made))
    made.state = "deleted"
    post.comment_count -= 1
    _count_replies(made.root_id, -1)
    session.flush()
    record(CommentChanged(made.id, post.id))
    return post.id


def post_in_sight(actor: Viewer, post_id: int) -> Post:
    """The post, locked for its counters, if the actor may see that it is there."""
    post = session.scalar(_in_sight(kind_of(actor)), {"me": actor.id, "post": post_id})
    if post is None:
        raise NotFound
    return post


@cache
def _in_sight(kind: str) -> Select[Post]:
    one = select(Post).where(Post.id == bindparam("post", type_=BigId))
    return lock(policy.standing_posts(one, anyone(kind)))


def _advised(actor: Viewer, words: str, product_id: int | None) -> int | None:
    linked = next((int(link.key) for link in own_links(words) if link.kind == "product"), None)
    wanted = product_id or linked
    if wanted is None:
        return None
    on_sale = select(Product.id).where(Product.id == wanted, Product.state != "draft")
    found = session.scalar(visible_products(on_sale, actor))
    if found is None and product_id:
        raise Refused(N_("There is no such product."), field="product")
    return found


def _parent(actor: Viewer, post_id: int, parent_id: int) -> Comment:
    statement = select(Comment).where(
        Comment.id == parent_id, Comment.post_id == post_id, Comment.state == "visible"
    )
    parent = session.scalar(policy.visible_comments(statement, actor))
    if parent is None:
        raise Refused(N_("The comment that you answer is no longer there."), field="parent_id")
    return parent


def _count_replies(root_id: int | None, by: int) -> None:
    if root_id is not None:
        statement = update(Comment).where(Comment.id == root_id).values(reply_count=Comment.reply_count + by)
        session.execute(statement.execution_options(synchronize_session=False))
