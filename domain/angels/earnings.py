"""What an angel may read of her own earnings: three numbers, the sales behind them, what a refund took back.

She never learns who bought, nor the order's number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from core import clock
from core.db import session
from core.paging import Page, page_of
from domain.angels.models import Commission, CommissionHold
from domain.angels.review_queries import ReviewMark, marks_of
from domain.catalog.models import Product
from domain.ledger import queries as ledger
from domain.ledger.queries import Reversal
from domain.people.viewer import Viewer

PAGE = 20
DAYS = 30
# The vesting job runs every minute; what is due for longer than this waits for the merchant's money.
JOB_SLACK = timedelta(minutes=5)

# What a line may be filtered by -> the states of its commission.
STATES = {
    "pending": ("pending", "earned"),
    "available": ("vested",),
    "refunded": ("void",),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """All in minor units. `available_cents` falls below zero when a refund comes after the money was withdrawn."""

    pending_cents: int
    available_cents: int
    held_cents: int
    paid_cents: int
    # What has been received and waits for its seven days, and when the first of it is due.
    next_cents: int
    next_at: datetime | None

    @property
    def is_empty(self) -> bool:
        return not (self.pending_cents or self.available_cents or self.held_cents or self.paid_cents)


@dataclass(frozen=True, slots=True)
class EarningLine:
    """One sale that credits the viewer. `state`: pending, earned, vested, void. `waits_for`: "review" (somebody
    looks at it), "case" (a refund is being decided), "merchant" (he collected the money and has not settled), or empty."""

    id: int
    at: datetime
    product_id: int
    title: str
    picture_key: str | None
    rate_bps: int
    # What the merchant paid at most, where that was less than the rate.
    cap_cents: int | None
    amount_cents: int
    original_cents: int
    currency: str
    state: str
    vests_at: datetime | None
    waits_for: str
    reversals: tuple[Reversal, ...]
    review: ReviewMark | None


def summary(viewer: Viewer, currency: str) -> Summary:
    purse = ledger.purse(viewer, currency)
    waiting = session.execute(
        select(
            func.coalesce(func.sum(Commission.amount_cents), 0),
            # What is due and still waits, for a refund or a merchant, has no day that could be told.
            func.min(Commission.vests_at).filter(Commission.vests_at > clock.now()),
        ).where(
            Commission.angel_id == viewer.id, Commission.currency == currency, Commission.state == "earned"
        )
    ).one()
    return Summary(
        purse.pending_cents,
        purse.available_cents,
        purse.held_cents,
        purse.paid_cents,
        int(waiting[0]),
        waiting[1],
    )


def lines(
    viewer: Viewer, *, state: str = "", before: int | None = None, size: int = PAGE
) -> Page[EarningLine]:
    """The sales that credit the viewer, newest first. `state` is a key of STATES, or empty for all."""
    is_held = (
        select(CommissionHold.order_id)
        .where(CommissionHold.order_id == Commission.order_id, CommissionHold.ended_at.is_(None))
        .exists()
    )
    statement = (
        select(Commission, Product.title, Product.picture_key, is_held.label("is_held"))
        .join(Product, Product.id == Commission.product_id)
        .where(Commission.angel_id == viewer.id)
        .order_by(Commission.id.desc())
        .limit(size + 1)
    )
    if state:
        statement = statement.where(Commission.state.in_(STATES[state]))
    if before:
        statement = statement.where(Commission.id < before)
    rows = session.execute(statement).all()
    reversals = ledger.reversals(viewer, [row.Commission.order_line_id for row in rows])
    reviews = marks_of(viewer, [row.Commission.id for row in rows])
    return page_of(
        [
            _line(
                row.Commission,
                row.title,
                row.picture_key,
                row.is_held,
                reversals,
                reviews.get(row.Commission.id),
            )
            for row in rows
        ],
        size,
        lambda line: line.id,
    )


def _line(
    commission: Commission,
    title: str,
    picture_key: str | None,
    is_held: bool,
    reversals: Mapping[int, tuple[Reversal, ...]],
    review: ReviewMark | None,
) -> EarningLine:
    return EarningLine(
        id=commission.id,
        at=commission.created_at,
        product_id=commission.product_id,
        title=title,
        picture_key=picture_key,
        rate_bps=commission.rate_bps,
        cap_cents=commission.cap_cents if commission.cap_cents == commission.original_cents else None,
        amount_cents=commission.amount_cents,
        original_cents=commission.original_cents,
        currency=commission.currency,
        state=commission.state,
        vests_at=commission.vests_at,
        waits_for=_waits_for(commission, is_held, review),
        reversals=reversals.get(commission.order_line_id, ()),
        review=review,
    )


def _waits_for(commission: Commission, is_held: bool, review: ReviewMark | None) -> str:
    if commission.state not in STATES["pending"]:
        return ""
    if review is not None and review.state == "held":
        return "review"
    if is_held:
        return "case"
    is_overdue = commission.vests_at is not None and commission.vests_at + JOB_SLACK < clock.now()
    return "merchant" if is_overdue else ""


def by_day(viewer: Viewer, currency: str, *, days: int = DAYS) -> list[tuple[date, int]]:
    """What was credited on each of the last `days` days (in UTC), after refunds, the oldest first."""
    today = clock.now().date()
    first = today - timedelta(days=days - 1)
    day = _day_of(Commission.created_at)
    rows = session.execute(
        select(day.label("day"), func.sum(Commission.amount_cents).label("cents"))
        .where(
            Commission.angel_id == viewer.id,
            Commission.currency == currency,
            Commission.created_at >= datetime(first.year, first.month, first.day, tzinfo=clock.now().tzinfo),
        )
        .group_by(day)
    )
    cents = {str(row.day): int(row.cents) for row in rows}
    return [(one, cents.get(str(one), 0)) for one in (first + timedelta(days=n) for n in range(days))]


def _day_of(column: InstrumentedAttribute[datetime]) -> ColumnElement[object]:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return func.date(column if is_sqlite else func.timezone("UTC", column))
