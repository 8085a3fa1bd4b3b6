"""Who may read and do what with posts, comments and ratings. `visible_posts` stands in every statement that reads
posts for somebody; a comment is seen where its post is."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from core import clock
from core.db import session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.people.models import Block, Follow, User
from domain.people.policy import can_write, is_blocked, is_friend_of, not_blocked
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Comment, Post, Rating

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

# Made once: an alias costs as much as half a query.
_author, _blocking, _friendship = aliased(User), aliased(Block), aliased(Follow)

NOT_SHOWN = N_("This is not shown to you.")
NOTHING_TO_RATE = N_("You can rate a product once you have received it, and once for each purchase.")


def visible_posts(statement: S, viewer: Viewer, post: Any = Post) -> S:
    """The posts whose text the viewer may read. A folded one is left to its author and the moderators."""
    return statement.where(_is_meant_for(viewer, post), _is_open_to(viewer, post))


def standing_posts(statement: S, viewer: Viewer, post: Any = Post) -> S:
    """The visible ones and, with nothing but the reason to show, the folded ones that would be visible."""
    return statement.where(_is_meant_for(viewer, post), post.state != "deleted")


def _is_open_to(viewer: Viewer, post: Any) -> ColumnElement[bool]:
    if viewer.is_moderator:
        return post.state != "deleted"  # type: ignore[no-any-return]
    elif viewer.is_signed_in:
        return or_(post.state == "visible", (post.state == "folded") & (post.author_id == viewer.id))
    else:
        return post.state == "visible"  # type: ignore[no-any-return]


def _is_meant_for(viewer: Viewer, post: Any) -> ColumnElement[bool]:
    author = _author
    there = exists().where(author.id == post.author_id, author.closed_at.is_(None))
    if not viewer.is_signed_in:
        return (post.audience == "public") & there
    # A case and not an `or`, whose parts the database would look up one by one in every index that they fit:
    # visibility narrows what another condition has found, it is never the way to the rows.
    meant = case(
        (post.audience == "public", true()),
        (post.author_id == viewer.id, true()),
        (post.audience == "friends", is_friend_of(viewer, post.author_id)),
        else_=false(),
    )
    return meant & not_blocked(viewer, post.author_id) & there


def can_read_post(viewer: Viewer, post: Post) -> Decision:
    """The same question as `visible_posts`, for one post at hand."""
    if post.state == "deleted" or session.scalar(select(User.closed_at).where(User.id == post.author_id)):
        return no(NOT_SHOWN)
    if post.author_id == viewer.id:
        return YES
    if is_blocked(viewer.id, post.author_id):
        return no(NOT_SHOWN)
    if post.audience == "me" or (post.audience == "friends" and not are_friends(viewer.id, post.author_id)):
        return no(NOT_SHOWN)
    if post.state == "folded" and not viewer.is_moderator:
        return no(N_("A moderator has folded this."))
    return YES


def are_friends(one: int, other: int) -> bool:
    friendship = select(Follow.is_friend).where(Follow.follower_id == one, Follow.followee_id == other)
    return bool(session.scalar(friendship))


def is_among_readers(post: Post, column: Any) -> ColumnElement[bool]:
    """The person in `column` may read this standing post: for those whom a text mentions."""
    block, follow = _blocking, _friendship
    unblocked = ~exists().where(
        or_(
            (block.blocker_id == post.author_id) & (block.blocked_id == column),
            (block.blocker_id == column) & (block.blocked_id == post.author_id),
        )
    )
    if post.audience == "public":
        return unblocked
    elif post.audience == "friends":
        befriended = exists().where(
            follow.follower_id == post.author_id, follow.followee_id == column, follow.is_friend.is_(True)
        )
        return or_(column == post.author_id, befriended) & unblocked
    else:
        return column == post.author_id  # type: ignore[no-any-return]


def can_edit(viewer: Viewer, post: Post) -> Decision:
    if not (allowed := can_write(viewer)):
        return allowed
    if post.author_id != viewer.id:
        return no(N_("Only the author may change this."))
    if post.state == "folded":
        return no(N_("A moderator has folded this. It can be deleted, not changed."))
    return YES


def can_delete(viewer: Viewer, thing: Post | Comment) -> Decision:
    """One's own words may always be taken back, even while one is suspended."""
    if not viewer.is_signed_in or thing.author_id != viewer.id:
        return no(N_("Only the author may delete this."))
    return YES


def can_respond(viewer: Viewer, post: Post) -> Decision:
    """Comment on it or like it."""
    if not (allowed := can_write(viewer)):
        return allowed
    if post.state == "folded":
        return no(N_("A moderator has folded this."))
    return can_read_post(viewer, post)


def can_find_helpful(viewer: Viewer, post: Post) -> Decision:
    """Only somebody else's review helps."""
    if post.stars is None:
        return no(N_("Only reviews are marked as helpful."))
    if post.author_id == viewer.id:
        return no(N_("Others say whether your review helped them."))
    return can_respond(viewer, post)


def can_rate(viewer: Viewer, merchant_id: int) -> Decision:
    """Whether there is a purchase to rate is another question; the merchant's own people never may."""
    if not (allowed := can_write(viewer)):
        return allowed
    if merchant_id in viewer.merchant_ids:
        return no(N_("You work for this merchant, so you cannot rate its products."))
    return YES


def can_change_rating(viewer: Viewer, rating: Rating) -> Decision:
    if not (allowed := can_write(viewer)):
        return allowed
    if rating.user_id != viewer.id:
        return no(N_("Only the author may change this."))
    if not rules.rating_is_editable(rating.created_at, clock.now()):
        return no(N_("A rating can be changed for 30 days. You can write again about the next purchase."))
    return YES


def can_fold(viewer: Viewer) -> Decision:
    if not (allowed := can_write(viewer)):
        return allowed
    if not viewer.is_moderator:
        return no(N_("Only moderators may do this."))
    return YES


def visible_comments(statement: S, viewer: Viewer) -> S:
    """Comments, whose post has been looked up for this viewer, without those of people she has nothing to do with."""
    return statement.where(not_blocked(viewer, Comment.author_id))
