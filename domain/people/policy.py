"""Who may see and do what among people, and the two clauses that every other room's visibility is built from."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.db import session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.people.models import Block, Follow, User
from domain.people.viewer import Viewer

Column = InstrumentedAttribute[int] | ColumnElement[int]
S = TypeVar("S", bound=Select[*tuple[Any, ...]])

# Made once: an alias costs as much as half a query, and these clauses stand in nearly every one.
_friendship, _blocking = aliased(Follow), aliased(Block)


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


def is_blocked(one: int, other: int) -> bool:
    """One of the two has blocked the other."""
    pair = or_(
        (Block.blocker_id == one) & (Block.blocked_id == other),
        (Block.blocker_id == other) & (Block.blocked_id == one),
    )
    return session.scalar(select(Block.blocker_id).where(pair).limit(1)) is not None
