"""How an order reaches its buyer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from domain.orders.models import Order, OrderDelivery
from domain.orders.shipping_rules import DIGITAL


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A part of the shipping fee, as it was offered. `words`: where to fetch it, or what was bought."""

    name: str
    fee_cents: int
    grams: int
    words: str


def deliveries_of(order: Order, *, is_buyer: bool) -> Sequence[DeliveryView]:
    """The buyer reads the words of what is digital once she has paid for it."""
    is_hidden = is_buyer and order.delivery == DIGITAL and order.paid_at is None
    rows = session.scalars(
        select(OrderDelivery).where(OrderDelivery.order_id == order.id).order_by(OrderDelivery.id)
    )
    return [DeliveryView(row.name, row.fee_cents, row.grams, "" if is_hidden else row.words) for row in rows]
