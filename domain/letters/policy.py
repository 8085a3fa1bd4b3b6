"""Who writes to whom: a fan to a shop or to the owner of an angel store, and they to her when she agrees. Nobody else
reads along; a moderator reads a letter only after one of the two has reported it (domain/moderation)."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from core.db import alias, session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.angels.models import Endorsement
from domain.letters.models import LetterThread
from domain.merchants.models import Merchant
from domain.merchants.policy import SUPPORTING
from domain.people.models import Follow, User
from domain.people.policy import can_write, is_blocked, not_blocked
from domain.people.viewer import Viewer

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

FAN, DESK = "fan", "desk"
_shop = alias(Merchant)
# The person whom a block against the desk is about.
DESK_OWNER: ColumnElement[int] = func.coalesce(
    LetterThread.owner_id,
    select(_shop.owner_id).where(_shop.id == LetterThread.merchant_id).scalar_subquery(),
)


def visible_threads(statement: S, viewer: Viewer) -> S:
    """The viewer's own, and those of the shops that she speaks for; none with somebody between whom and her a block
    stands."""
    if not viewer.is_signed_in:
        return statement.where(false())
    as_fan = and_(LetterThread.fan_id == viewer.id, not_blocked(viewer, DESK_OWNER))
    at_desk = and_(
        or_(
            LetterThread.owner_id == viewer.id,
            LetterThread.merchant_id.in_(sorted(viewer.shops_as(SUPPORTING))),
        ),
        not_blocked(viewer, LetterThread.fan_id),
    )
    return statement.where(or_(as_fan, at_desk))


def side_of(viewer: Viewer, thread: LetterThread) -> str:
    """FAN, DESK, or empty for everybody else."""
    if not viewer.is_signed_in:
        return ""
    if thread.fan_id == viewer.id:
        return FAN
    speaks = thread.merchant_id is not None and thread.merchant_id in viewer.shops_as(SUPPORTING)
    return DESK if speaks or thread.owner_id == viewer.id else ""


def can_say(viewer: Viewer, thread: LetterThread) -> Decision:
    """Write one letter more."""
    if not (allowed := can_write(viewer)):
        return allowed
    side = side_of(viewer, thread)
    if not side:
        return no(N_("This letter is between others."))
    if _is_apart(viewer, thread):
        return no(N_("One of you does not wish to hear from the other."))
    if side == FAN:
        return _may_fan(thread)
    return _may_desk(thread)


def _may_fan(thread: LetterThread) -> Decision:
    if thread.closed_by == DESK:
        return no(N_("Your letters are not taken here any more."))
    return YES


def _may_desk(thread: LetterThread) -> Decision:
    if thread.closed_by == FAN:
        return no(N_("No letters are wished from you here any more."))
    if thread.accepted_at is None and thread.last_seq > 0:
        return no(N_("Your first letter waits to be accepted. Until then it is the only one."))
    return YES


def _is_apart(viewer: Viewer, thread: LetterThread) -> bool:
    owner_id = thread.owner_id or session.scalar(
        select(Merchant.owner_id).where(Merchant.id == thread.merchant_id)
    )
    fan_is_gone = session.scalar(
        select(User.id).where(User.id.in_((thread.fan_id, owner_id or 0)), User.closed_at.is_not(None))
    )
    return (
        fan_is_gone is not None
        or is_blocked(thread.fan_id, owner_id or 0)
        or (viewer.id != thread.fan_id and is_blocked(thread.fan_id, viewer.id))
    )


def can_answer_request(viewer: Viewer, thread: LetterThread) -> Decision:
    """Accept or refuse: hers alone to whom the first letter went."""
    if thread.fan_id != viewer.id or not viewer.is_signed_in:
        return no(N_("This letter is between others."))
    return YES


def can_close(viewer: Viewer, thread: LetterThread) -> Decision:
    """A fan, and an angel, may end a thread; a shop answers its customers."""
    side = side_of(viewer, thread)
    if not side:
        return no(N_("This letter is between others."))
    if side == DESK and thread.merchant_id is not None:
        return no(N_("A shop stays open to its customers’ letters."))
    return YES


def is_angel(user_id: int) -> bool:
    """She endorses something now, so she has a store of her own to be asked about."""
    statement = select(Endorsement.user_id).where(
        Endorsement.user_id == user_id, Endorsement.ended_at.is_(None)
    )
    return session.scalar(statement.limit(1)) is not None


def follows(follower_id: int, followee_id: int) -> bool:
    return session.get(Follow, (follower_id, followee_id)) is not None
