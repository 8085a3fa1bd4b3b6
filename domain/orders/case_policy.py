"""Who may see an after-sales case, take a step in it, and speak there."""

from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.merchants.policy import SUPPORTING
from domain.orders.case_rules import ANGEL, BUYER, CASE_WAYS, MERCHANT, PLATFORM
from domain.orders.models import OrderCase
from domain.people.viewer import Viewer

S = TypeVar("S", bound=Select[Any])


class CaseFacts(Protocol):
    """What the predicates look at: a row of the table, or what a query made of it."""

    @property
    def buyer_id(self) -> int: ...
    @property
    def merchant_id(self) -> int: ...
    @property
    def angel_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...
    @property
    def escalated_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def visible_cases(statement: S, viewer: Viewer) -> S:
    """The buyer's own, those at the shops that the viewer speaks for, those into which a buyer let her; for moderators and operators
    those that somebody brought before the platform."""
    return statement.where(is_visible_case(viewer))


def is_visible_case(viewer: Viewer) -> ColumnElement[bool]:
    """The condition of `visible_cases` alone, for a join."""
    if not viewer.is_signed_in:
        return false()
    mine = or_(
        OrderCase.buyer_id == viewer.id,
        OrderCase.merchant_id.in_(viewer.shops_as(SUPPORTING)),
        OrderCase.angel_id == viewer.id,
    )
    return or_(mine, OrderCase.escalated_at.is_not(None)) if viewer.is_moderator else mine


def side_of(viewer: Viewer, case: CaseFacts) -> str:
    """On which side the viewer stands; empty for whom it does not concern. Who is a party never decides."""
    if not viewer.is_signed_in:
        return ""
    if case.buyer_id == viewer.id:
        return BUYER
    if case.merchant_id in viewer.shops_as(SUPPORTING):
        return MERCHANT
    if case.angel_id == viewer.id:
        return ANGEL
    return PLATFORM if viewer.is_moderator and case.escalated_at is not None else ""


def can_take(viewer: Viewer, case: CaseFacts, act: str) -> Decision:
    """Whether the viewer may take this step now."""
    way = CASE_WAYS[act]
    if side_of(viewer, case) != way.side:
        return no(N_("This step is not yours."))
    if case.state not in way.sources:
        return no(N_("The case is past that."))
    if way.side == PLATFORM and viewer.is_suspended:
        return no(N_("You are suspended: you can read, but not write."))
    return YES


def can_speak(viewer: Viewer, case: CaseFacts) -> Decision:
    side = side_of(viewer, case)
    if not side:
        return no(N_("This case does not concern you."))
    if case.closed_at is not None:
        return no(N_("The case is closed."))
    if viewer.is_suspended and side in (ANGEL, PLATFORM):
        return no(N_("You are suspended: you can read, but not write."))
    return YES


def can_invite(viewer: Viewer, case: CaseFacts) -> Decision:
    """The buyer lets the angel in who is credited."""
    if side_of(viewer, case) != BUYER:
        return no(N_("Only the buyer lets somebody in."))
    return YES if case.closed_at is None else no(N_("The case is closed."))


def can_dismiss_angel(viewer: Viewer, case: CaseFacts) -> Decision:
    """The buyer at any time, also when all is over."""
    return YES if side_of(viewer, case) == BUYER else no(N_("Only the buyer lets somebody in."))
