"""Many parcels at once, each a transaction of its own; the same parcel said twice leaves once."""

from sqlalchemy import exists, select

from core.db import session
from core.policy import require
from core.unit import action
from domain.orders import policy
from domain.orders.actions import steps
from domain.orders.actions.fulfilment import MAX_CARRIER_CHARS, ship
from domain.orders.actions.words import typed
from domain.orders.models import Shipment
from domain.people.viewer import Viewer


@action
def ship_once(actor: Viewer, number: str, *, carrier: str, tracking_number: str) -> bool:
    """Sends all that is left of an order. False when it left with this tracking number before."""
    order = steps.order_of_merchant(actor, number)
    tracking_number = typed(tracking_number, "tracking_number", MAX_CARRIER_CHARS, required=True)
    same = exists().where(Shipment.order_id == order.id, Shipment.tracking_number == tracking_number)
    if session.scalar(select(same)):
        return False
    require(policy.can_ship(actor, order))
    ship(actor, number, carrier=carrier, tracking_number=tracking_number)
    return True
