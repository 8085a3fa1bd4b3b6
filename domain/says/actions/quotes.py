"""Passing on what others say: with words of one's own (a quote) or without (a reshare), the first author credited."""

from sqlalchemy import select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action, record
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy
from domain.says.events import PassedOn, PostChanged, PostPublished
from domain.says.models import Post


@action
def pass_on(actor: Viewer, post_id: int) -> bool:
    """Passes a public post on as it is, or takes that back. Returns whether it is passed on now."""
    require(can_write(actor))
    target = quotable(actor, post_id)
    require(policy.can_reshare(actor, target))
    mine = session.scalars(lock(policy.reshares(target.id).where(Post.author_id == actor.id))).all()
    if mine:
        for reshare in mine:
            _take_back(reshare)
        target.reshare_count -= len(mine)
        session.flush()
        return False
    reshare = Post(author_id=actor.id, body="", body_html="", audience="public", created_at=clock.now())
    quote(reshare, target)
    session.add(reshare)
    session.flush()
    record(PostPublished(reshare.id, actor.id, 0, ()))
    announce(reshare, target)
    return True


def quotable(actor: Viewer, post_id: int) -> Post:
    """The post, locked for its counter, that is passed on when this one is: of a reshare what it passes on. Raises
    NotFound for what the actor cannot see and NotAllowed for what is not for everybody."""
    seen = session.execute(
        policy.visible_posts(select(Post.id, Post.quoted_id, Post.body).where(Post.id == post_id), actor)
    ).first()
    if seen is None:
        raise NotFound
    target_id = seen.quoted_id if seen.quoted_id and not seen.body else seen.id
    target = session.scalar(lock(policy.visible_posts(select(Post).where(Post.id == target_id), actor)))
    if target is None:
        raise NotFound
    require(policy.can_pass_on(actor, target))
    return target


def quote(post: Post, target: Post) -> None:
    """Makes the new post one that passes on the locked target."""
    post.quoted_id, post.first_id = target.id, target.first_id or target.id
    target.reshare_count += 1


def announce(post: Post, target: Post) -> None:
    """Inside an action, once the new post has its id."""
    record(PassedOn(post.id, target.id, post.author_id, target.author_id))


def lock_quoted(post_id: int) -> None:
    """Before the post itself is locked to be deleted: what it passes on has the lower id."""
    quoted_id = select(Post.quoted_id).where(Post.id == post_id).scalar_subquery()
    session.scalar(lock(select(Post).where(Post.id == quoted_id)))


def uncount(post: Post) -> None:
    """The post passes nothing on any more."""
    if post.quoted_id is not None:
        counted = update(Post).where(Post.id == post.quoted_id).values(reshare_count=Post.reshare_count - 1)
        session.execute(counted.execution_options(synchronize_session=False))


def _take_back(reshare: Post) -> None:
    reshare.state = "deleted"
    reshare.version += 1
    record(PostChanged(reshare.id))
