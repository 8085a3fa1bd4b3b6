"""Who may see and do what among people, and the two clauses that every other room's visibility is built from."""

from sqlalchemy import ColumnElement, exists, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.people.models import Block, Follow
from domain.people.viewer import Viewer

Column = InstrumentedAttribute[int] | ColumnElement[int]


def can_write(viewer: Viewer) -> Decision:
    """The first question of everything that leaves a trace: signed in and in good standing."""
    if not viewer.is_signed_in:
        return no(N_("Please sign in first."))
    if viewer.is_suspended:
        return no(N_("Your account is suspended for now: you can read, but not write."))
    return YES


def is_friend_of(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """The person in `column` and the viewer are friends."""
    if not viewer.is_signed_in:
        return false()
    follow = aliased(Follow)
    return exists().where(follow.follower_id == viewer.id, follow.followee_id == column, follow.is_friend.is_(True))


def not_blocked(viewer: Viewer, column: Column) -> ColumnElement[bool]:
    """Neither the viewer nor the person in `column` has blocked the other."""
    if not viewer.is_signed_in:
        return true()
    block = aliased(Block)
    return ~exists().where(
        or_(
            (block.blocker_id == viewer.id) & (block.blocked_id == column),
            (block.blocked_id == viewer.id) & (block.blocker_id == column),
        )
    )
