"""Bookings by hand: what operators have written down, and what the one whose account it is reads of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.paging import Page, page_of
from core.policy import Decision, require
from domain.ledger import policy
from domain.ledger.models import Adjustment
from domain.merchants.models import Merchant
from domain.merchants.policy import OWNING
from domain.people import queries as people
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

PAGE = 20


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """`holder`: the name of the angel or merchant; `handle` is empty for a merchant."""

    id: int
    kind: str
    holder: str
    handle: str
    amount_cents: int
    currency: str
    reason: str
    due_at: datetime | None
    state: str
    proposed_by: PersonCard
    proposed_at: datetime
    decided_by: PersonCard | None
    decided_at: datetime | None
    may_confirm: Decision


def adjustments(
    viewer: Viewer, *, before: int | None = None, size: int = PAGE, waiting_kind: str = ""
) -> Page[AdjustmentRow]:
    """All of them, the newest first; or those of one kind that wait for a second operator."""
    require(policy.can_manage(viewer))
    statement = _with_holder().order_by(Adjustment.id.desc()).limit(size + 1)
    if waiting_kind:
        statement = statement.where(Adjustment.kind == waiting_kind, Adjustment.state == "proposed")
    if before:
        statement = statement.where(Adjustment.id < before)
    rows = session.execute(statement).all()
    found = people.cards(
        {row.Adjustment.proposed_by_id for row in rows} | {row.Adjustment.decided_by_id or 0 for row in rows}
    )
    operators = policy.operator_count()
    return page_of([_row(viewer, row, found, operators) for row in rows], size, lambda row: row.id)


def _with_holder() -> Select[*tuple[Any, ...]]:
    is_angel = Adjustment.account_kind == "angel_available"
    return (
        select(Adjustment, User.display_name, User.handle, Merchant.name)
        .outerjoin(User, is_angel & (User.id == Adjustment.holder_id))
        .outerjoin(Merchant, ~is_angel & (Merchant.id == Adjustment.holder_id))
    )


def _row(viewer: Viewer, row: Any, found: dict[int, PersonCard], operators: int) -> AdjustmentRow:
    one: Adjustment = row.Adjustment
    return AdjustmentRow(
        id=one.id,
        kind=one.kind,
        holder=row.display_name or row.name or "",
        handle=row.handle or "",
        amount_cents=one.amount_cents,
        currency=one.currency,
        reason=one.reason,
        due_at=one.due_at,
        state=one.state,
        proposed_by=found[one.proposed_by_id],
        proposed_at=one.proposed_at,
        decided_by=found.get(one.decided_by_id or 0),
        decided_at=one.decided_at,
        may_confirm=policy.can_confirm(viewer, one, at=clock.now(), operators=operators),
    )


def holder_named(viewer: Viewer, typed: str) -> tuple[str, int]:
    """(kind of account, holder) of "@handle" or a merchant's name. Raises Refused."""
    require(policy.can_manage(viewer))
    name = typed.strip()
    if name.startswith("@"):
        kind, found = (
            "angel_available",
            session.scalar(select(User.id).where(User.handle == name[1:].lower())),
        )
    else:
        kind, found = "merchant_payable", session.scalar(select(Merchant.id).where(Merchant.name == name))
    if found is None:
        raise Refused(N_("There is nobody of this name."), field="holder")
    return kind, found


@dataclass(frozen=True, slots=True)
class Booking:
    """`cents` above zero in the holder's favour. `is_posted`: it counts; otherwise it waits for a second operator."""

    kind: str
    cents: int
    reason: str
    at: datetime
    due_at: datetime | None
    is_posted: bool


def about(viewer: Viewer, account_kind: str, holder_id: int, *, size: int = 5) -> list[Booking]:
    """The latest bookings by hand on an account of the viewer's own, or of her shop."""
    mine = {"angel_available": {viewer.id}, "merchant_payable": viewer.shops_as(OWNING)}
    if holder_id not in mine[account_kind]:
        return []
    rows = session.scalars(
        select(Adjustment)
        .where(
            Adjustment.account_kind == account_kind,
            Adjustment.holder_id == holder_id,
            Adjustment.state != "withdrawn",
        )
        .order_by(Adjustment.id.desc())
        .limit(size)
    )
    return [
        Booking(
            one.kind,
            one.amount_cents,
            one.reason,
            one.decided_at or one.proposed_at,
            one.due_at,
            one.state == "posted",
        )
        for one in rows
    ]
