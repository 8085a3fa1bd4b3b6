"""What the site takes of a shop's sales: set by operators in versions. A raise counts after a notice, a cut at once, and
an order keeps the fee under which it was placed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.paging import Page, page_of
from core.policy import require
from core.text import tidy
from core.unit import action, record
from domain.merchants import policy, rules
from domain.merchants.events import FeeMoved
from domain.merchants.models import FeeVersion, Merchant
from domain.people.viewer import Viewer

PAGE = 20
_notice = [rules.FEE_NOTICE]


def use_notice(notice: timedelta) -> None:
    """Takes the site's setting. A raise that has been announced keeps the day that was said."""
    _notice[0] = notice


def notice() -> timedelta:
    return _notice[0]


@action
def set_fee(actor: Viewer, merchant_id: int, *, fee_bps: int, reason: str = "") -> None:
    """A lower fee counts from now on, a higher one after the notice; a shop that does not sell yet has it at once. What
    was announced and had not begun is withdrawn; setting the fee that holds does only that."""
    require(policy.can_decide(actor))
    shop = session.scalars(lock(select(Merchant).where(Merchant.id == merchant_id))).first()
    if shop is None:
        raise NotFound
    reason = tidy(reason, one_line=True)
    waiting = session.scalar(_waiting(merchant_id))
    _check(shop, waiting, fee_bps, reason)
    if waiting is not None:
        waiting.is_withdrawn = True
        session.flush()
    if fee_bps == shop.fee_bps:
        record(FeeMoved(merchant_id, waiting.number if waiting else 0, "withdrawn"))
        return
    at = clock.now()
    is_raise = fee_bps > shop.fee_bps and shop.state in ("verified", "suspended")
    version = FeeVersion(
        merchant_id=merchant_id,
        number=_next_number(merchant_id),
        before_bps=shop.fee_bps,
        fee_bps=fee_bps,
        reason=reason,
        set_by_id=actor.id,
        set_at=at,
        applies_at=at + notice() if is_raise else at,
    )
    session.add(version)
    session.flush()
    if version.applies_at <= at:
        _apply(shop, version)
    else:
        record(FeeMoved(merchant_id, version.number, "announced"))


def _check(shop: Merchant, waiting: FeeVersion | None, fee_bps: int, reason: str) -> None:
    if not 0 <= fee_bps <= rules.MAX_FEE_BPS:
        raise Refused(N_("The fee is between 0 and 60 per cent."), field="fee")
    if waiting is None and fee_bps == shop.fee_bps:
        raise Refused(N_("That is the fee already."), field="fee")
    if waiting is not None and fee_bps == waiting.fee_bps:
        raise Refused(N_("That fee is announced already."), field="fee")
    if fee_bps > shop.fee_bps and not reason:
        raise Refused(N_("Give the reason: the owners of the shop read it."), field="reason")


@action
def apply_due_fees() -> int:
    """By the clock: raises whose notice is over. Returns how many."""
    due = session.execute(
        select(FeeVersion.id, FeeVersion.merchant_id)
        .where(
            FeeVersion.applied_at.is_(None),
            FeeVersion.is_withdrawn.is_(False),
            FeeVersion.applies_at <= clock.now(),
        )
        .order_by(FeeVersion.merchant_id)
        .limit(100)
    ).all()
    shops = session.scalars(
        lock(select(Merchant).where(Merchant.id.in_([row.merchant_id for row in due])).order_by(Merchant.id))
    ).all()
    applied = 0
    for shop in shops:
        # Asked again behind the lock: an operator may have withdrawn it.
        version = session.scalar(_waiting(shop.id).execution_options(populate_existing=True))
        if version is not None and version.applies_at <= clock.now():
            _apply(shop, version)
            applied += 1
    return applied


def _apply(shop: Merchant, version: FeeVersion) -> None:
    shop.fee_bps, version.applied_at = version.fee_bps, clock.now()
    session.flush()
    record(FeeMoved(shop.id, version.number, "applied"))


def was_set(merchant_id: int) -> bool:
    """Whether an operator has ever set it; else it is the default of the kind of shop."""
    statement = select(FeeVersion.id).where(
        FeeVersion.merchant_id == merchant_id, FeeVersion.applied_at.is_not(None)
    )
    return session.scalar(statement.limit(1)) is not None


def _waiting(merchant_id: int) -> Select[Any]:
    return select(FeeVersion).where(
        FeeVersion.merchant_id == merchant_id,
        FeeVersion.applied_at.is_(None),
        FeeVersion.is_withdrawn.is_(False),
    )


def _next_number(merchant_id: int) -> int:
    last = session.scalar(select(func.max(FeeVersion.number)).where(FeeVersion.merchant_id == merchant_id))
    return (last or 0) + 1


@dataclass(frozen=True, slots=True)
class FeeRow:
    """`state`: announced, applied, withdrawn."""

    number: int
    before_bps: int
    fee_bps: int
    reason: str
    set_at: datetime
    applies_at: datetime
    state: str


def fee_history(viewer: Viewer, merchant_id: int, *, before: int | None = None) -> Page[FeeRow]:
    """The newest first, for the shop's owners and for operators."""
    require(policy.can_see_books(viewer, merchant_id))
    statement = (
        select(FeeVersion)
        .where(FeeVersion.merchant_id == merchant_id)
        .order_by(FeeVersion.number.desc())
        .limit(PAGE + 1)
    )
    if before:
        statement = statement.where(FeeVersion.number < before)
    return page_of([_row(one) for one in session.scalars(statement)], PAGE, lambda row: row.number)


def announced_fee(viewer: Viewer, merchant_id: int) -> FeeRow | None:
    """The next change, if one is announced."""
    require(policy.can_see_books(viewer, merchant_id))
    version = session.scalar(_waiting(merchant_id))
    return _row(version) if version is not None else None


def _row(one: FeeVersion) -> FeeRow:
    state = "withdrawn" if one.is_withdrawn else "announced" if one.applied_at is None else "applied"
    return FeeRow(one.number, one.before_bps, one.fee_bps, one.reason, one.set_at, one.applies_at, state)
