"""An order has arrived: the purchase counts from now on, and its commissions begin to ripen."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import session
from core.unit import record
from domain.angels import commissions
from domain.orders.actions import steps
from domain.orders.events import OrderReceived
from domain.orders.models import Order, OrderLine, Purchase
from domain.orders.rules import ARRIVED


def arrive(order: Order, *, by_id: int | None, note: str = "", **values: Any) -> None:
    """Takes a shipped order to received."""
    at = clock.now()
    steps.take(order, "receive", by_id=by_id, note=note, received_at=at, **values)
    lines = [line for line in steps.lines_of(order.id) if line.refunded_cents < line.net_cents]
    _count(order.buyer_id, Counter(line.product_id for line in lines), order.placed_at)
    commissions.mark_earned(order.id, received_at=at)
    product_ids = tuple(sorted({line.product_id for line in lines}))
    record(OrderReceived(order.id, order.buyer_id, order.merchant_id, product_ids))


def recount(user_id: int, product_ids: Collection[int]) -> None:
    """Counts a buyer's purchases of these products anew, after a refund."""
    session.flush()
    session.execute(delete(Purchase).where(Purchase.user_id == user_id, Purchase.product_id.in_(product_ids)))
    rows = session.execute(
        counted().where(Order.buyer_id == user_id, OrderLine.product_id.in_(product_ids))
    ).all()
    session.add_all(
        Purchase(user_id=row.buyer_id, product_id=row.product_id, times=row.times, last_at=row.last_at)
        for row in rows
    )
    session.flush()


def counted() -> Any:
    """Buyer, product, how often and when last, from the order lines: what `purchases` must say."""
    return (
        select(
            Order.buyer_id,
            OrderLine.product_id,
            func.count().label("times"),
            func.max(Order.placed_at).label("last_at"),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.state.in_(ARRIVED), OrderLine.refunded_cents < OrderLine.net_cents)
        .group_by(Order.buyer_id, OrderLine.product_id)
    )


def _count(user_id: int, bought: Counter[int], placed_at: datetime) -> None:
    if not bought:
        return
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Purchase).values(
        [
            {"user_id": user_id, "product_id": product_id, "times": times, "last_at": placed_at}
            for product_id, times in sorted(bought.items())
        ]
    )
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Purchase.user_id, Purchase.product_id],
            set_={
                "times": Purchase.times + new.times,
                "last_at": case((new.last_at > Purchase.last_at, new.last_at), else_=Purchase.last_at),
            },
        )
    )
