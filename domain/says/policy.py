"""Who may read and do what with posts, comments and ratings. `visible_posts` stands in every statement that reads
posts for somebody; a comment is seen where its post is."""

from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, false, or_, select, true

from core import clock
from core.db import BigId, UtcDateTime, alias, session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.people.models import Block, CircleMember, Follow, Hiding, User
from domain.people.policy import (
    can_write,
    is_blocked,
    is_friend_of,
    is_in_circle,
    not_blocked,
    not_hidden,
)
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.hearing import is_heard
from domain.says.models import Comment, Post, ProductMute, Rating

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

# Made once: an alias costs as much as half a query.
_author, _profile, _blocking, _friendship = alias(User), alias(User), alias(Block), alias(Follow)
_membership, _hiding, _muting = alias(CircleMember), alias(Hiding), alias(ProductMute)


def _window_began(window: str) -> datetime | None:
    return rules.window_begins(window, clock.now())


_FRIENDSHIP = select(Follow.is_friend).where(
    Follow.follower_id == bindparam("one"), Follow.followee_id == bindparam("other")
)
_AUTHOR = select(User.closed_at, User.profile_window).where(User.id == bindparam("author", type_=BigId))

# Where a profile window begins when the statement runs, whenever it was put together.
_HALF_YEAR_AGO, _THREE_DAYS_AGO = (
    bindparam(f"{window}_ago", callable_=partial(_window_began, window), type_=UtcDateTime)
    for window in ("half_year", "three_days")
)

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
    there = exists().where(
        author.id == post.author_id, author.closed_at.is_(None), _is_in_window(viewer, author, post)
    )
    if not viewer.is_signed_in:
        return (post.audience == "public") & there
    # A case and not an `or`, whose parts the database would look up one by one in every index that they fit:
    # visibility narrows what another condition has found, it is never the way to the rows.
    meant = case(
        (post.audience == "public", true()),
        (post.author_id == viewer.id, true()),
        (post.audience == "friends", is_friend_of(viewer, post.author_id)),
        (post.audience == "circle", is_in_circle(viewer, post.circle_id)),
        else_=false(),
    )
    return meant & not_blocked(viewer, post.author_id) & not_hidden(viewer, post.author_id) & there


def _is_in_window(viewer: Viewer, author: Any, post: Any) -> ColumnElement[bool]:
    """The post is not older than what its author shows of herself. A public review stays: who buys counts on it."""
    review = (post.audience == "public") & post.stars.is_not(None)
    branches = [(author.profile_window == "all", true()), (review, true())]
    if viewer.is_signed_in:
        branches.append((post.author_id == viewer.id, true()))
    return case(*branches, else_=_is_recent(author, post))


def _is_recent(author: Any, post: Any) -> ColumnElement[bool]:
    begins = case((author.profile_window == "half_year", _HALF_YEAR_AGO), else_=_THREE_DAYS_AGO)
    return post.created_at > begins  # type: ignore[no-any-return]


def in_profile_window(viewer: Viewer, post: Any = Post) -> ColumnElement[bool]:
    """For the list of what one person says: there the window covers her reviews too."""
    author = _profile
    recent = exists().where(
        author.id == post.author_id, or_(author.profile_window == "all", _is_recent(author, post))
    )
    return or_(post.author_id == viewer.id, recent) if viewer.is_signed_in else recent


def can_read_post(viewer: Viewer, post: Post) -> Decision:
    """The same question as `visible_posts`, for one post at hand."""
    author = session.execute(_AUTHOR, {"author": post.author_id}).one()
    if post.state == "deleted" or author.closed_at is not None:
        return no(NOT_SHOWN)
    if post.author_id == viewer.id:
        return YES
    if is_blocked(viewer.id, post.author_id) or _is_hidden(post.author_id, viewer.id):
        return no(NOT_SHOWN)
    if not _is_in_audience(viewer.id, post) or not _was_in_window(author.profile_window, post):
        return no(NOT_SHOWN)
    if post.state == "folded" and not viewer.is_moderator:
        return no(N_("A moderator has folded this."))
    return YES


def _is_in_audience(user_id: int, post: Post) -> bool:
    if post.audience == "friends":
        return are_friends(user_id, post.author_id)
    elif post.audience == "circle":
        return session.get(CircleMember, (post.circle_id, user_id)) is not None
    else:
        return post.audience == "public"


def _was_in_window(window: str, post: Post) -> bool:
    begins = rules.window_begins(window, clock.now())
    return (
        begins is None or post.created_at > begins or (post.audience == "public" and post.stars is not None)
    )


def are_friends(one: int, other: int) -> bool:
    return bool(session.scalar(_FRIENDSHIP, {"one": one, "other": other}))


def _is_hidden(owner_id: int, viewer_id: int) -> bool:
    return session.get(Hiding, (owner_id, viewer_id)) is not None


def is_among_readers(post: Post, column: Any) -> ColumnElement[bool]:
    """The person in `column` may read this standing post: for those whom a text mentions."""
    is_author: ColumnElement[bool] = column == post.author_id
    window = session.scalar(select(User.profile_window).where(User.id == post.author_id)) or "all"
    if post.audience == "me" or not _was_in_window(window, post):
        return is_author
    block, hiding = _blocking, _hiding
    apart = or_(
        exists().where(
            or_(
                (block.blocker_id == post.author_id) & (block.blocked_id == column),
                (block.blocker_id == column) & (block.blocked_id == post.author_id),
            )
        ),
        exists().where(hiding.owner_id == post.author_id, hiding.viewer_id == column),
    )
    return or_(is_author, _is_in_audience_of(post, column) & ~apart)


def _is_in_audience_of(post: Post, column: Any) -> ColumnElement[bool]:
    if post.audience == "public":
        return true()
    elif post.audience == "friends":
        return _is_friend(post.author_id, column)
    else:
        member = _membership
        return exists().where(member.circle_id == post.circle_id, member.member_id == column)


def _is_friend(user_id: int, column: Any) -> ColumnElement[bool]:
    follow = _friendship
    return exists().where(
        follow.follower_id == user_id, follow.followee_id == column, follow.is_friend.is_(True)
    )


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


def can_pass_on(viewer: Viewer, post: Post) -> Decision:
    """Quote or reshare a post that the viewer can read. Its author chose the readers: only what is for everybody
    may be carried further."""
    if not (allowed := can_write(viewer)):
        return allowed
    if post.state != "visible":
        return no(N_("A moderator has folded this."))
    if post.audience != "public":
        return no(N_("Its author chose who reads this, so it cannot be passed on."))
    return YES


def can_reshare(viewer: Viewer, post: Post) -> Decision:
    """Pass it on without words."""
    if post.author_id == viewer.id:
        return no(N_("You said this yourself. You can quote it."))
    return can_pass_on(viewer, post)


def reshares(post_id: int) -> Select[Post]:
    """The standing posts that pass this one on without words."""
    return select(Post).where(Post.quoted_id == post_id, Post.body == "", Post.state == "visible")


def can_follow_up(viewer: Viewer, post: Post) -> Decision:
    """Say of one's own review how it is now. Whether enough days have passed is another question."""
    if not (allowed := can_write(viewer)):
        return allowed
    if post.author_id != viewer.id:
        return no(N_("Only the author may add to this."))
    if post.stars is None:
        return no(N_("Only a review can be followed up."))
    if post.state != "visible":
        return no(N_("A moderator has folded this."))
    return YES


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


def not_muted_product(viewer: Viewer, post: Any = Post) -> ColumnElement[bool]:
    """The viewer has not said "no more of this" of the post's product. For lists that are made for her."""
    if not viewer.is_signed_in:
        return true()
    mute = _muting
    return ~exists().where(mute.user_id == viewer.id, mute.product_id == post.product_id)


def visible_comments(statement: S, viewer: Viewer) -> S:
    """Comments, whose post has been looked up for this viewer, without those of people she has nothing to do with;
    under a post that is not for everybody, those of its author, her own and her friends'."""
    return statement.where(is_heard(viewer))
