"""Whose comments a reader meets under a post, and in which numbers. Under one that is not for everybody she meets
those of its author, her own and those of her friends: friends of one person need not know one another. A site can
choose that whoever reads a post reads all that is said under it."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, case, exists, func, or_, select, true

from core.db import alias, session
from domain.people.models import Follow
from domain.people.policy import not_blocked
from domain.people.viewer import Viewer
from domain.says.models import Comment, Post

# Made once: an alias costs as much as half a query.
_post, _answered, _began, _counted = alias(Post), alias(Comment), alias(Comment), alias(Comment)
_friendship = alias(Follow)

_among_friends = [True]
_EVERYBODY_HEARS = bindparam("everybody_hears", callable_=lambda: not _among_friends[0], type_=Boolean)


def use(*, among_friends: bool) -> None:
    """Whether comments under a post that is not for everybody stay among friends: the site's setting."""
    _among_friends[0] = among_friends


def is_heard(viewer: Viewer, comment: Any = Comment) -> ColumnElement[bool]:
    """The viewer, who may read the post, meets this comment under it. An answer is not heard where what it answers
    is not, since it names whom it answers."""
    heard = not_blocked(viewer, comment.author_id)
    if not viewer.is_signed_in:
        return heard
    answered = _there_is(_answered, _answered.id == comment.parent_id, _is_known(viewer, _answered.author_id))
    began = _there_is(_began, _began.id == comment.root_id, _is_known(viewer, _began.author_id))
    known = (
        _is_known(viewer, comment.author_id)
        & or_(comment.parent_id.is_(None), answered)
        & or_(comment.root_id.is_(None), comment.root_id == comment.parent_id, began)
    )
    return heard & _there_is(_post, _post.id == comment.post_id, _unless_open(viewer, known))


def is_named(viewer: Viewer, person: Any, post_id: int) -> ColumnElement[bool]:
    """The viewer, who may read the post, learns that the person in `person` has responded to it: the same rule as for
    what is said."""
    if not viewer.is_signed_in:
        return true()
    return _there_is(_post, _post.id == post_id, _unless_open(viewer, _is_known(viewer, person)))


def _unless_open(viewer: Viewer, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """To be asked inside a clause about `_post`: `known`, or the post is such that everybody is met under it."""
    return case(
        (_EVERYBODY_HEARS, true()),
        (_post.audience == "public", true()),
        (_post.author_id == viewer.id, true()),
        else_=known,
    )


def _is_known(viewer: Viewer, author: Any) -> ColumnElement[bool]:
    """To be asked inside a clause about `_post`."""
    return case(
        (author == viewer.id, true()),
        (author == _post.author_id, true()),
        else_=_is_friend(viewer.id, author),
    )


def _there_is(row: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """An `exists` that may stand inside others: only `row` is its own."""
    return exists().where(*conditions).correlate_except(row)


def comments_heard(viewer: Viewer, post: Any = Post) -> ColumnElement[int]:
    """How many comments the viewer meets under the post: the number that is shown to her."""
    if not viewer.is_signed_in:
        return post.comment_count  # type: ignore[no-any-return]
    return case(
        (post.comment_count == 0, 0),
        (post.audience == "public", post.comment_count),
        (post.author_id == viewer.id, post.comment_count),
        else_=_count(viewer, _counted.post_id == post.id),
    )


def answers_heard(viewer: Viewer, comment: Any = Comment) -> ColumnElement[int]:
    """How many answers the viewer meets under a comment at the top of a thread."""
    if not viewer.is_signed_in:
        return comment.reply_count  # type: ignore[no-any-return]
    is_open = _there_is(
        _post,
        _post.id == comment.post_id,
        or_(_post.audience == "public", _post.author_id == viewer.id),
    )
    return case(
        (comment.reply_count == 0, 0),
        (is_open, comment.reply_count),
        else_=_count(viewer, _counted.root_id == comment.id),
    )


def _count(viewer: Viewer, which: ColumnElement[bool]) -> Any:
    heard = select(func.count()).select_from(_counted).where(which, is_heard(viewer, _counted))
    return heard.where(_counted.state != "deleted").correlate_except(_counted).scalar_subquery()


def is_among_hearers(post: Post, comment: Comment | None, column: Any) -> ColumnElement[bool]:
    """The person in `column`, who may read the post, meets the comment under it: for those who are told. Without a
    comment it is the post itself."""
    if comment is None or post.audience == "public" or not _among_friends[0]:
        return true()
    speakers = _speakers(comment) - {post.author_id}
    known = [or_(column == speaker, _is_friend(speaker, column)) for speaker in sorted(speakers)]
    return or_(column == post.author_id, and_(true(), *known))


def _speakers(comment: Comment) -> set[int]:
    """Who speaks in it, whom it answers and who began the thread."""
    above = {one for one in (comment.parent_id, comment.root_id) if one}
    if not above:
        return {comment.author_id}
    return {comment.author_id, *session.scalars(select(Comment.author_id).where(Comment.id.in_(above)))}


def _is_friend(user_id: int, column: Any) -> ColumnElement[bool]:
    follow = _friendship
    return _there_is(
        follow, follow.follower_id == user_id, follow.followee_id == column, follow.is_friend.is_(True)
    )
