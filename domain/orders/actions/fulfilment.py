"""From placed to received: cancelling what has not left, sending it in one parcel or several, receiving it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.orders import policy
from domain.orders.actions import steps
from domain.orders.actions.arrival import arrive, finish_if_all_is_there, parcels_under_way, take_in, unsent
from domain.orders.actions.expiry import release_stock
from domain.orders.actions.parcels import send
from domain.orders.actions.refunds import give_all_back, give_unsent_back
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.events import OrderEnded
from domain.orders.models import Order, OrderLine, Shipment
from domain.orders.rules import State
from domain.orders.shipping_rules import PARCEL
from domain.people.viewer import Viewer

MAX_CARRIER_CHARS = 60


@action
def cancel(actor: Viewer, number: str, *, reason: str = "") -> None:
    """Ends an order before anything leaves: the stock is free again, what was paid goes back in full,
    which its gateway may need a while for: until then the order is being cancelled. Once a part has
    left, the rest is given back and the order goes on with what was sent. The merchant has to say why. Raises
    NotAllowed once all is shipped."""
    order = steps.order_of_either(actor, number)
    require(policy.can_cancel(actor, order))
    reason = typed(reason, "reason", MAX_REASON_CHARS, required=not policy.is_buyer(actor, order))
    if order.part_sent_at is not None:
        give_unsent_back(order, by_id=actor.id, reason=reason)
        _leave_it_at_that(order, actor)
        return
    if order.paid_at is None:
        release_stock(order)
        steps.take(
            order, "cancel_unpaid", by_id=actor.id, note=reason, ended_at=clock.now(), reserved_until_at=None
        )
    elif not give_all_back(order, by_id=actor.id, reason=reason):
        return
    record(OrderEnded(order.id, order.buyer_id, order.merchant_id, State.CANCELLED))


def _leave_it_at_that(order: Order, actor: Viewer) -> None:
    """What was sent is all that there will be, so that a line whose parcels have come is there."""
    session.refresh(order)
    if order.state == State.PAID:
        steps.take(order, "ship", by_id=actor.id, shipped_at=clock.now())
    take_in(order, [], by_id=actor.id)
    finish_if_all_is_there(order, by_id=actor.id)


@action
def ship(
    actor: Viewer,
    number: str,
    *,
    carrier: str = "",
    tracking_number: str = "",
    pieces: Mapping[int, int] | None = None,
) -> int:
    """A parcel is on its way, with so many `pieces` of each line (by its id), or without them with all that is left to
    send; or the goods lie ready to be fetched, which needs no carrier. The order is shipped once nothing is left.
    Returns the parcel's id."""
    order = steps.order_of_merchant(actor, number)
    require(policy.can_ship(actor, order))
    lines = steps.lines_of(order.id)
    packed = _packed(lines, pieces)
    is_sent = order.delivery == PARCEL
    return send(
        order,
        lines,
        packed,
        by_id=actor.id,
        carrier=typed(carrier, "carrier", MAX_CARRIER_CHARS, required=is_sent),
        tracking_number=typed(tracking_number, "tracking_number", MAX_CARRIER_CHARS, required=is_sent),
    )


def _packed(lines: Sequence[OrderLine], pieces: Mapping[int, int] | None) -> dict[int, int]:
    if pieces is None:
        return {line.id: unsent(line) for line in lines if unsent(line)}
    left = {line.id: unsent(line) for line in lines}
    if not pieces.keys() <= left.keys():
        raise Refused(N_("These are not lines of this order."), field="pieces")
    for line_id, quantity in pieces.items():
        if not 0 <= quantity <= left[line_id]:
            raise Refused(N_("Only %(left)s of these are left to send."), field="pieces", left=left[line_id])
    packed = {line_id: quantity for line_id, quantity in pieces.items() if quantity}
    if not packed:
        raise Refused(N_("Say what is in the parcel."), field="pieces")
    return packed


@action
def receive(actor: Viewer, number: str, *, shipment_id: int | None = None) -> None:
    """The buyer has the parcel of `shipment_id`, or all that were sent. Said again, it changes nothing."""
    order = steps.order_of_buyer(actor, number)
    if order.received_at is not None:
        return
    if shipment_id is not None and _parcel(order, shipment_id).received_at is not None:
        return
    require(policy.can_receive(actor, order))
    if shipment_id is None and order.state == State.SHIPPED:
        arrive(order, by_id=actor.id)
        return
    parcels = parcels_under_way(order.id) if shipment_id is None else [_parcel(order, shipment_id)]
    take_in(order, parcels, by_id=actor.id)
    finish_if_all_is_there(order, by_id=actor.id)


def _parcel(order: Order, shipment_id: int) -> Shipment:
    parcel = session.scalar(
        lock(select(Shipment).where(Shipment.id == shipment_id, Shipment.order_id == order.id))
    )
    if parcel is None:
        raise NotFound
    return parcel
