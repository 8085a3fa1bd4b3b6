"""Handing over what was ordered: a parcel that leaves, goods that lie ready, words that are read at once."""

from collections.abc import Mapping, Sequence

from core import clock
from core.db import session
from core.unit import record
from domain.orders.actions import steps
from domain.orders.actions.arrival import unsent
from domain.orders.events import OrderShipped, ParcelSent
from domain.orders.models import Order, OrderLine, Shipment, ShipmentLine


def send(
    order: Order,
    lines: Sequence[OrderLine],
    packed: Mapping[int, int],
    *,
    by_id: int | None,
    carrier: str = "",
    tracking_number: str = "",
) -> int:
    """Inside an action: so many pieces of each line (by its id) leave together. The order is shipped once nothing is
    left. Returns the parcel's id."""
    at = clock.now()
    parcel = Shipment(
        order_id=order.id, carrier=carrier, tracking_number=tracking_number, by_id=by_id, shipped_at=at
    )
    session.add(parcel)
    session.flush()
    for line in lines:
        if line.id in packed:
            line.shipped_quantity += packed[line.id]
            session.add(ShipmentLine(shipment_id=parcel.id, order_line_id=line.id, quantity=packed[line.id]))
    session.flush()
    if any(unsent(line) for line in lines):
        order.part_sent_at = order.part_sent_at or at
        record(ParcelSent(order.id, order.buyer_id, order.merchant_id, parcel.id))
    else:
        steps.take(order, "ship", by_id=by_id, shipped_at=at)
        record(OrderShipped(order.id, order.buyer_id, order.merchant_id))
    return parcel.id
