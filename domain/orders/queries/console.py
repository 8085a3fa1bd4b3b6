"""What waits for a shop today, in one query: how much of each thing, and since or until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from core.db import session
from core.policy import require
from domain.catalog.models import Product, Variant
from domain.catalog.rules import LOW_STOCK
from domain.merchants.policy import can_see_desk
from domain.orders.case_rules import MERCHANT, TURN
from domain.orders.models import Order, OrderCase
from domain.orders.queries.orders import COUNTED_TO, TASKS
from domain.orders.rules import COMPLETED_AFTER, State
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many of it, counted to 100; `at`: since when the oldest waits, or until when the first has to be done."""

    count: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Today:
    """`settling_cents`: what buyers paid the site for what they have received, and could still send back; the first of
    it is final at `settles_at`. Fees and commissions come off it."""

    to_ship: Waiting
    to_confirm: Waiting
    to_decide: Waiting
    low_stock: int
    settling_cents: int
    settles_at: datetime | None


def today(viewer: Viewer, merchant_id: int) -> Today:
    require(can_see_desk(viewer, merchant_id))
    at_shop = Order.merchant_id == merchant_id
    ship = select(Order.id, Order.placed_at.label("at")).where(at_shop, Order.state.in_(TASKS["ship"]))
    confirm = select(Order.id, Order.buyer_says_paid_at.label("at")).where(
        at_shop, Order.state == State.AWAITING_PAYMENT, Order.buyer_says_paid_at.is_not(None)
    )
    decide = select(OrderCase.id, OrderCase.due_at.label("at")).where(
        OrderCase.merchant_id == merchant_id,
        OrderCase.closed_at.is_(None),
        OrderCase.state.in_([state for state, side in TURN.items() if side == MERCHANT]),
    )
    row = session.execute(
        select(
            *_counted(ship),
            *_counted(confirm),
            *_counted(decide),
            _low_stock(merchant_id),
            *_settling(merchant_id),
        )
    ).one()
    received_at = row[8]
    return Today(
        Waiting(row[0], row[1]),
        Waiting(row[2], row[3]),
        Waiting(row[4], row[5]),
        row[6],
        int(row[7]),
        received_at + COMPLETED_AFTER if received_at else None,
    )


def _counted(waiting: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    few = waiting.limit(COUNTED_TO).subquery()
    count = select(func.count()).select_from(few).scalar_subquery()
    return count, select(func.min(few.c.at)).scalar_subquery()


def _low_stock(merchant_id: int) -> ColumnElement[int]:
    few = (
        select(Variant.id)
        .join(Product, Product.id == Variant.product_id)
        .where(
            Product.merchant_id == merchant_id,
            Product.state == "on_sale",
            Variant.is_active.is_(True),
            Variant.on_hand <= LOW_STOCK,
        )
        .limit(COUNTED_TO)
        .subquery()
    )
    return select(func.count()).select_from(few).scalar_subquery()


def _settling(merchant_id: int) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    is_settling = and_(
        Order.merchant_id == merchant_id, Order.state == State.RECEIVED, Order.cash_holder == "platform"
    )
    left = func.coalesce(func.sum(Order.total_cents - Order.refunded_cents), 0)
    return (
        select(left).where(is_settling).scalar_subquery(),
        select(func.min(Order.received_at)).where(is_settling).scalar_subquery(),
    )
