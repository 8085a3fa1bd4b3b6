"""What was bought has arrived: the purchase counts from now on, and its commissions begin to ripen. Each line arrives
with the last of its pieces, the order with the last of its parcels."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import lock, session
from core.unit import record
from domain.angels import commissions
from domain.orders.actions import steps
from domain.orders.events import OrderReceived
from domain.orders.models import Order, OrderLine, Purchase, Shipment, ShipmentLine
from domain.orders.rules import State

_IS_UNDER_WAY = (Shipment.order_id == bindparam("order")) & Shipment.received_at.is_(None)
_UNDER_WAY = lock(select(Shipment).where(_IS_UNDER_WAY).order_by(Shipment.id))
_OUTSTANDING = (
    select(ShipmentLine.order_line_id)
    .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
    .where(_IS_UNDER_WAY)
)


def arrive(order: Order, *, by_id: int | None, **values: Any) -> None:
    """Takes a shipped order to received, with every parcel that is still on its way."""
    take_in(order, parcels_under_way(order.id), by_id=by_id)
    _finish(order, by_id, **values)


def take_in(order: Order, parcels: Sequence[Shipment], *, by_id: int | None) -> None:
    """These parcels are there, and with them the lines that have nothing outstanding."""
    at = clock.now()
    for parcel in parcels:
        parcel.received_at, parcel.received_by_id = at, by_id
    session.flush()
    outstanding = set(session.scalars(_OUTSTANDING, {"order": order.id}))
    arrived = [
        line
        for line in steps.lines_of(order.id)
        if line.received_at is None
        and line.shipped_quantity
        and not unsent(line)
        and line.id not in outstanding
    ]
    for line in arrived:
        line.received_at = at
    session.flush()
    kept = Counter(line.product_id for line in arrived if line.refunded_cents < line.net_cents)
    _count(order.buyer_id, kept, order.placed_at)
    if arrived:
        commissions.mark_earned(order.id, received_at=at, order_line_ids=[line.id for line in arrived])


def finish_if_all_is_there(order: Order, *, by_id: int | None) -> None:
    """After a parcel came, or after what had not been sent was given back."""
    if order.state == State.SHIPPED and not parcels_under_way(order.id):
        _finish(order, by_id)


def parcels_under_way(order_id: int) -> list[Shipment]:
    return list(session.scalars(_UNDER_WAY, {"order": order_id}))


def unsent(line: OrderLine) -> int:
    """How many pieces are still to be sent."""
    return line.quantity - line.shipped_quantity - line.withdrawn_quantity


def _finish(order: Order, by_id: int | None, **values: Any) -> None:
    steps.take(order, "receive", by_id=by_id, received_at=clock.now(), **values)
    lines = [line for line in steps.lines_of(order.id) if line.refunded_cents < line.net_cents]
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
        .where(OrderLine.received_at.is_not(None), OrderLine.refunded_cents < OrderLine.net_cents)
        .group_by(Order.buyer_id, OrderLine.product_id)
    )


def _count(user_id: int, bought: Counter[int], placed_at: datetime) -> None:
    if not bought:
        return
    rows = [
        {"user_id": user_id, "product_id": product_id, "times": times, "last_at": placed_at}
        for product_id, times in sorted(bought.items())
    ]
    session.execute(_counting(session.connection().dialect.name), rows)


@cache
def _counting(dialect: str) -> Any:
    """Put together once: that takes longer than running it."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(Purchase.__table__)  # type: ignore[arg-type]
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[Purchase.user_id, Purchase.product_id],
        set_={
            "times": Purchase.times + new.times,
            "last_at": case((new.last_at > Purchase.last_at, new.last_at), else_=Purchase.last_at),
        },
    )
