"""Who may see and do what among people, and the two clauses that every other room's visibility is built from."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from core import clock
from core.db import BigId, UtcDateTime, alias, session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.people.models import (
    Block,
    Circle,
    CircleMember,
    Dismissal,
    Follow,
    FriendRequest,
    Hiding,
    Invite,
    Mute,
    User,
)
from domain.people.viewer import Viewer

Column = InstrumentedAttribute[int] | ColumnElement[int]
S = TypeVar("S", bound=Select[*tuple[Any, ...]])

# Made once: an alias costs as much as half a query, and these clauses stand in nearly every one.
_friendship, _blocking = alias(Follow), alias(Block)
_membership, _hiding, _muting = alias(CircleMember), alias(Hiding), alias(Mute)

# The instant at which a statement runs, whenever it was put together.
NOW = bindparam("instant_now", callable_=clock.now, type_=UtcDateTime)

_ONE, _OTHER = bindparam("one", type_=BigId), bindparam("other", type_=BigId)
_BLOCK = (
    select(Block.blocker_id)
    .where(
        or_(
            (Block.blocker_id == _ONE) & (Block.blocked_id == _OTHER),
            (Block.blocker_id == _OTHER) & (Block.blocked_id == _ONE),
        )
    )
    .limit(1)
)


def is_signed_in(viewer: Viewer) -> Decision:
    return YES if viewer.is_signed_in else no(N_("Please sign in first."))


def can_write(viewer: Viewer) -> Decision:
    """The first question of everything that leaves a trace: signed in and in good standing."""
    if not viewer.is_signed_in:
        return no(N_("Please sign in first."))
    if viewer.is_suspended:
        return no(N_("Your account is suspended for now: you can read, but not write."))
    return YES


def can_suspend(viewer: Viewer, user_id: int, roles: set[str]) -> Decision:
    """`roles` are those of the person to suspend."""
    if not viewer.is_moderator:
        return no(N_("This is for moderators."))
    if viewer.id == user_id:
        return no(N_("Nobody decides about herself."))
    if roles and not viewer.is_operator:
        return no(N_("Only an operator may decide about the people who run the site."))
    return can_write(viewer)


def can_grant_roles(viewer: Viewer) -> Decision:
    return can_write(viewer) if viewer.is_operator else no(N_("This is for operators."))


def can_see(viewer: Viewer, user_id: int) -> bool:
    """The account is open, and neither has blocked the other."""
    statement = visible_people(select(User.id), viewer).where(User.id == user_id)
    return session.scalar(statement) is not None


def visible_people(statement: S, viewer: Viewer) -> S:
    """Narrows a select from users to the people that the viewer may know of."""
    return statement.where(User.closed_at.is_(None), not_blocked(viewer, User.id))


def suggestible_people(statement: S, viewer: Viewer) -> S:
    """Narrows a select from users to those who may be suggested to the viewer as friends: they let themselves be
    suggested, and between the two there is neither a friendship nor a question, a no, a mute or a block."""
    asked = or_(
        (FriendRequest.from_id == viewer.id) & (FriendRequest.to_id == User.id),
        (FriendRequest.to_id == viewer.id) & (FriendRequest.from_id == User.id),
    )
    return visible_people(statement, viewer).where(
        User.is_suggested.is_(True),
        User.id != viewer.id,
        ~is_friend_of(viewer, User.id),
        ~exists().where(asked),
        is_not_dismissed(viewer, User.id),
        not_muted(viewer, User.id),
    )


def is_not_dismissed(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """Nothing speaks against suggesting the person in `column` to the viewer once more."""
    mine = (Dismissal.user_id == viewer.id) & (Dismissal.other_id == column)
    return ~exists().where(mine, or_(Dismissal.until_at.is_(None), Dismissal.until_at > NOW))


def is_friend_of(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """The person in `column` and the viewer are friends."""
    if not viewer.is_signed_in:
        return false()
    follow = _friendship
    return exists().where(
        follow.follower_id == viewer.id, follow.followee_id == column, follow.is_friend.is_(True)
    )


def not_blocked(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """Neither the viewer nor the person in `column` has blocked the other."""
    if not viewer.is_signed_in:
        return true()
    block = _blocking
    return ~exists().where(
        or_(
            (block.blocker_id == viewer.id) & (block.blocked_id == column),
            (block.blocked_id == viewer.id) & (block.blocker_id == column),
        )
    )


def is_in_circle(viewer: Viewer, circle: Column | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """The viewer has been put into the circle in `circle`."""
    if not viewer.is_signed_in:
        return false()
    member = _membership
    return exists().where(member.circle_id == circle, member.member_id == viewer.id)


def not_hidden(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """The person in `column` does not keep her posts from the viewer ("don't show her mine")."""
    if not viewer.is_signed_in:
        return true()
    hiding = _hiding
    return ~exists().where(hiding.owner_id == column, hiding.viewer_id == viewer.id)


def not_muted(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """The viewer does not mute the person in `column` now. For lists that are made for her and for what makes noise;
    whoever opens a page of the muted person finds it as it is."""
    if not viewer.is_signed_in:
        return true()
    mute = _muting
    return ~exists().where(
        mute.user_id == viewer.id, mute.muted_id == column, or_(mute.until_at.is_(None), mute.until_at > NOW)
    )


def can_change_circle(viewer: Viewer, circle: Circle) -> Decision:
    if not viewer.is_signed_in or circle.owner_id != viewer.id:
        return no(N_("This is somebody else’s circle."))
    return YES


def is_blocked(one: int, other: int) -> bool:
    """One of the two has blocked the other."""
    return session.scalar(_BLOCK, {"one": one, "other": other}) is not None


def is_open_invite(at: datetime) -> ColumnElement[bool]:
    """The link in the row still makes friends: neither ended nor past its time."""
    return Invite.ended_at.is_(None) & or_(Invite.expires_at.is_(None), Invite.expires_at > at)
