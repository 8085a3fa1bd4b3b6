"""What the clock does to orders: reservations end, parcels count as received, orders are completed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from core import clock
from core.db import lock, session
from core.unit import action, record
from domain.catalog import stock
from domain.orders.actions import steps
from domain.orders.actions.arrival import finish_if_all_is_there, take_in
from domain.orders.events import OrderCompleted, OrderEnded
from domain.orders.models import Order, OrderCase, OrderLine, Refund, Shipment
from domain.orders.rules import COMPLETED_AFTER, OPEN_REFUND, RECEIVED_AFTER, State

# How many orders one run takes on, so that a run stays short.
BATCH = 200


def expire_due() -> int:
    """Ends the unpaid orders whose time is over, each in its own transaction. Returns how many."""
    return _each(_expire, *_overdue(clock.now()))


def receive_due() -> int:
    """Each parcel that left ten days ago counts as received, unless a case about its order is open. Cash on delivery
    waits for the merchant's word on the cash."""
    due = _on_the_way_since(clock.now())
    found = session.scalars(
        select(Shipment.order_id).join(Order).where(*due).distinct().order_by(Shipment.order_id).limit(BATCH)
    ).all()
    return sum(_receive(order_id) for order_id in found)


def complete_due() -> int:
    """What was received seven days ago is completed, unless a case about it is open."""
    return _each(_complete, *_settled_by(clock.now()))


def free_overdue_stock(variant_id: int) -> int:
    """Ends, inside the running action, the overdue orders that hold pieces of this variant. Returns how many."""
    holding = select(OrderLine.order_id).where(OrderLine.variant_id == variant_id)
    statement = (
        select(Order)
        .where(*_overdue(clock.now()), Order.id.in_(holding))
        .order_by(Order.id)
        .limit(BATCH)
        # Whoever holds one of them is paying it or ending it already.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    overdue = session.scalars(statement).all()
    for order in overdue:
        _end(order)
    return len(overdue)


def release_stock(order: Order) -> None:
    for line in steps.lines_of(order.id):
        stock.release(line.variant_id, line.quantity)


Condition = ColumnElement[bool]


def _overdue(at: datetime) -> Sequence[Condition]:
    return Order.state == State.AWAITING_PAYMENT, Order.reserved_until_at <= at


def _on_the_way_since(at: datetime) -> Sequence[Condition]:
    return (
        Shipment.received_at.is_(None),
        Shipment.shipped_at <= at - RECEIVED_AFTER,
        Order.state.in_((State.PAID, State.SHIPPED)),
        Order.payment_method != "cod",
        ~has_open_case(),
    )


def _settled_by(at: datetime) -> Sequence[Condition]:
    return Order.state == State.RECEIVED, Order.received_at <= at - COMPLETED_AFTER, ~has_open_case()


def has_open_case() -> Condition:
    """A case about the order is open, or money of it is on its way back."""
    case = select(OrderCase.id).where(OrderCase.order_id == Order.id, OrderCase.closed_at.is_(None))
    money = select(Refund.id).where(Refund.order_id == Order.id, Refund.state.in_(OPEN_REFUND))
    return or_(case.exists(), money.exists())


def _each(verb: Callable[[int], bool], *due: Condition) -> int:
    found = session.scalars(select(Order.id).where(*due).order_by(Order.id).limit(BATCH)).all()
    return sum(verb(order_id) for order_id in found)


def _still(order_id: int, due: Sequence[Condition]) -> Order | None:
    """The order, locked, if what was due is due yet."""
    order = steps.order_by_id(order_id)
    return order if session.scalar(select(Order.id).where(Order.id == order_id, *due)) else None


@action
def _expire(order_id: int) -> bool:
    order = _still(order_id, _overdue(clock.now()))
    if order is None:
        return False
    _end(order)
    return True


def _end(order: Order) -> None:
    release_stock(order)
    steps.take(order, "expire", by_id=None, ended_at=clock.now(), reserved_until_at=None)
    record(OrderEnded(order.id, order.buyer_id, order.merchant_id, State.EXPIRED))


@action
def _receive(order_id: int) -> bool:
    order = steps.order_by_id(order_id)
    due = _on_the_way_since(clock.now())
    parcels = session.scalars(
        lock(select(Shipment).join(Order).where(Shipment.order_id == order_id, *due).order_by(Shipment.id))
    ).all()
    take_in(order, parcels, by_id=None)
    finish_if_all_is_there(order, by_id=None)
    return bool(parcels)


@action
def _complete(order_id: int) -> bool:
    at = clock.now()
    order = _still(order_id, _settled_by(at))
    if order is None:
        return False
    steps.take(order, "complete", by_id=None, completed_at=at)
    record(OrderCompleted(order.id, order.buyer_id, order.merchant_id))
    return True
