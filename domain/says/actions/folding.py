"""What moderators do to posts and comments: fold them with a reason, and open them again. Ratings are not touched."""

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action, record
from domain.people.viewer import Viewer
from domain.says import policy
from domain.says.events import CommentChanged, PostChanged
from domain.says.models import Comment, Post


@action
def fold_post(actor: Viewer, post_id: int, *, reason: str) -> None:
    """From now on readers see the reason only; the author and moderators also the text."""
    require(policy.can_fold(actor))
    _set_post(post_id, "folded", reason)


@action
def restore_post(actor: Viewer, post_id: int) -> None:
    require(policy.can_fold(actor))
    _set_post(post_id, "visible", "")


@action
def fold_comment(actor: Viewer, comment_id: int, *, reason: str) -> None:
    require(policy.can_fold(actor))
    _set_comment(comment_id, "folded", reason)


@action
def restore_comment(actor: Viewer, comment_id: int) -> None:
    require(policy.can_fold(actor))
    _set_comment(comment_id, "visible", "")


def _set_post(post_id: int, state: str, reason: str) -> None:
    # What its author has deleted stays deleted.
    post = session.scalar(lock(select(Post).where(Post.id == post_id, Post.state != "deleted")))
    if post is None:
        raise NotFound
    post.state, post.fold_reason = state, reason
    post.version += 1
    session.flush()
    record(PostChanged(post.id))


def _set_comment(comment_id: int, state: str, reason: str) -> None:
    found = session.scalar(lock(select(Comment).where(Comment.id == comment_id, Comment.state != "deleted")))
    if found is None:
        raise NotFound
    found.state, found.fold_reason = state, reason
    session.flush()
    record(CommentChanged(found.id, found.post_id))
