"""Orders as their buyer and their merchant read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.merchants.models import Merchant
from domain.merchants.policy import OWNING, SHIPPING, SUPPORTING
from domain.orders.case_rules import MERCHANT, TURN
from domain.orders.models import Order, OrderCase, OrderLine, Refund
from domain.orders.rules import OPEN_REFUND, State
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

COUNTED_TO = 100


@dataclass(frozen=True, slots=True)
class LineCard:
    """A line in a list of orders."""

    product_id: int
    title: str
    variant_name: str
    picture_key: str | None
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order in a list. `person` is the other side's: the buyer, for the merchant."""

    id: int
    number: str
    state: str
    payment_method: str
    delivery: str
    merchant_id: int
    merchant_name: str
    person: PersonCard
    total_cents: int
    refunded_cents: int
    placed_at: datetime
    reserved_until_at: datetime | None
    says_paid: bool
    has_open_case: bool
    lines: Sequence[LineCard]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)


def orders_of(
    viewer: Viewer,
    *,
    states: Collection[str] = (),
    checkout_id: int | None = None,
    before: int | None = None,
    size: int = SIZE,
) -> Page[OrderCard]:
    """What the viewer has ordered, the newest first: two queries."""
    statement = _cards().where(Order.buyer_id == viewer.id)
    if checkout_id is not None:
        statement = statement.where(Order.checkout_id == checkout_id)
    return _page(statement, states, before, size)


# What a merchant's list may be narrowed to.
TASKS: dict[str, tuple[str, ...]] = {
    "pay": (State.AWAITING_PAYMENT,),
    "ship": (State.PAID, State.ACCEPTED),
    "under_way": (State.SHIPPED, State.CANCELLING),
    "done": (State.RECEIVED, State.COMPLETED),
    "ended": (State.CANCELLED, State.EXPIRED, State.REFUNDED),
}


def orders_at(
    viewer: Viewer, *, task: str = "", before: int | None = None, size: int = SIZE
) -> Page[OrderCard]:
    """What was ordered from the viewer's merchants, the newest first. `task` is one of TASKS, or 'refund': those
    with an open case. Two queries."""
    statement = _cards().where(Order.merchant_id.in_(viewer.merchant_ids))
    if task == "refund":
        statement = statement.where(_has_open_case())
    return _page(statement, TASKS.get(task, ()), before, size)


def task_counts(viewer: Viewer) -> dict[str, int]:
    """How much waits for the viewer in her shops, each counted to 100: orders to ship, transfers to look for, cases
    that wait for an answer; what is another's part of the work counts nothing."""
    to_ship, paid_to, spoken_for = (
        Order.merchant_id.in_(viewer.shops_as(SHIPPING)),
        Order.merchant_id.in_(viewer.shops_as(OWNING)),
        OrderCase.merchant_id.in_(viewer.shops_as(SUPPORTING)),
    )
    waiting = {
        "ship": select(Order.id).where(to_ship, Order.state.in_(TASKS["ship"])),
        "pay": select(Order.id).where(
            paid_to, Order.state == State.AWAITING_PAYMENT, Order.buyer_says_paid_at.is_not(None)
        ),
        "refund": select(OrderCase.id).where(
            spoken_for,
            OrderCase.closed_at.is_(None),
            OrderCase.state.in_([state for state, side in TURN.items() if side == MERCHANT]),
        ),
    }
    counts = [
        select(func.count()).select_from(one.limit(COUNTED_TO).subquery()).scalar_subquery()
        for one in waiting.values()
    ]
    return dict(zip(waiting, session.execute(select(*counts)).one(), strict=True))


def _has_open_case() -> Any:
    """A case about it is open, or money of it is on its way back."""
    case = select(OrderCase.id).where(OrderCase.order_id == Order.id, OrderCase.closed_at.is_(None))
    money = select(Refund.id).where(Refund.order_id == Order.id, Refund.state.in_(OPEN_REFUND))
    return or_(case.exists(), money.exists())


def _cards() -> Any:
    return (
        select(
            Order.id,
            Order.number,
            Order.state,
            Order.payment_method,
            Order.delivery,
            Order.merchant_id,
            Merchant.name.label("merchant_name"),
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            Order.total_cents,
            Order.refunded_cents,
            Order.placed_at,
            Order.reserved_until_at,
            Order.buyer_says_paid_at,
            _has_open_case().label("has_open_case"),
        )
        .join(Merchant, Merchant.id == Order.merchant_id)
        .join(User, User.id == Order.buyer_id)
        .order_by(Order.id.desc())
    )


def _page(statement: Any, states: Collection[str], before: int | None, size: int) -> Page[OrderCard]:
    if states:
        statement = statement.where(Order.state.in_(states))
    if before is not None:
        statement = statement.where(Order.id < before)
    rows = page_of(session.execute(statement.limit(size + 1)).all(), size, lambda row: row.id)
    lines = _line_cards([row.id for row in rows])
    return Page([_card(row, lines.get(row.id, [])) for row in rows], rows.next_cursor)


def _line_cards(order_ids: Collection[int]) -> dict[int, list[LineCard]]:
    if not order_ids:
        return {}
    statement = (
        select(
            OrderLine.order_id,
            OrderLine.product_id,
            OrderLine.title,
            OrderLine.variant_name,
            OrderLine.picture_key,
            OrderLine.quantity,
        )
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.id)
    )
    found: dict[int, list[LineCard]] = {}
    for row in session.execute(statement):
        card = LineCard(row.product_id, row.title, row.variant_name, row.picture_key, row.quantity)
        found.setdefault(row.order_id, []).append(card)
    return found


def _card(row: Any, lines: Sequence[LineCard]) -> OrderCard:
    return OrderCard(
        id=row.id,
        number=row.number,
        state=row.state,
        payment_method=row.payment_method,
        delivery=row.delivery,
        merchant_id=row.merchant_id,
        merchant_name=row.merchant_name,
        person=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        total_cents=row.total_cents,
        refunded_cents=row.refunded_cents,
        placed_at=row.placed_at,
        reserved_until_at=row.reserved_until_at,
        says_paid=row.buyer_says_paid_at is not None and row.state == State.AWAITING_PAYMENT,
        has_open_case=bool(row.has_open_case),
        lines=lines,
    )
