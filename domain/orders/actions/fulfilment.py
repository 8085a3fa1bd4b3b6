"""From placed to received: cancelling before the parcel leaves, shipping it, receiving it."""

from core import clock
from core.db import session
from core.policy import require
from core.unit import action, record
from domain.orders import policy
from domain.orders.actions import steps
from domain.orders.actions.arrival import arrive
from domain.orders.actions.expiry import release_stock
from domain.orders.actions.refunds import give_all_back
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.events import OrderEnded, OrderShipped
from domain.orders.models import Shipment
from domain.orders.rules import State
from domain.people.viewer import Viewer

MAX_CARRIER_CHARS = 60


@action
def cancel(actor: Viewer, number: str, *, reason: str = "") -> None:
    """Ends an order before the parcel leaves. The stock is free again; what was paid goes back in full. The merchant
    has to say why. Raises NotAllowed once it has been shipped."""
    order = steps.order_of_either(actor, number)
    require(policy.can_cancel(actor, order))
    reason = typed(reason, "reason", MAX_REASON_CHARS, required=not policy.is_buyer(actor, order))
    if order.paid_at is None:
        release_stock(order)
        steps.take(
            order, "cancel_unpaid", by_id=actor.id, note=reason, ended_at=clock.now(), reserved_until_at=None
        )
    else:
        give_all_back(order, by_id=actor.id, reason=reason)
    record(OrderEnded(order.id, order.buyer_id, order.merchant_id, State.CANCELLED))


@action
def ship(actor: Viewer, number: str, *, carrier: str, tracking_number: str) -> None:
    """The parcel is on its way."""
    order = steps.order_of_merchant(actor, number)
    require(policy.can_ship(actor, order))
    at = clock.now()
    session.add(
        Shipment(
            order_id=order.id,
            carrier=typed(carrier, "carrier", MAX_CARRIER_CHARS, required=True),
            tracking_number=typed(tracking_number, "tracking_number", MAX_CARRIER_CHARS, required=True),
            by_id=actor.id,
            shipped_at=at,
        )
    )
    steps.take(order, "ship", by_id=actor.id, shipped_at=at)
    record(OrderShipped(order.id, order.buyer_id, order.merchant_id))


@action
def receive(actor: Viewer, number: str) -> None:
    """The buyer has the parcel. Said again, it changes nothing."""
    order = steps.order_of_buyer(actor, number)
    if order.received_at is not None:
        return
    require(policy.can_receive(actor, order))
    arrive(order, by_id=actor.id)
