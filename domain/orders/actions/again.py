"""Buying once more what an old order had."""

from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from core.errors import NotFound, Refused
from core.policy import require
from core.unit import action
from domain.orders.actions.cart import add_to_cart
from domain.orders.models import Order, OrderLine
from domain.people.policy import can_write
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Again:
    """Titles of what is in the cart now, and of what is not to be had any more."""

    added: tuple[str, ...]
    missing: tuple[str, ...]


@action(quiet=True)
def buy_again(actor: Viewer, number: str) -> Again:
    """Puts what the actor's own order had, and is still sold, into the cart. Raises NotFound for anybody else's."""
    require(can_write(actor))
    order_id = session.scalar(select(Order.id).where(Order.number == number, Order.buyer_id == actor.id))
    if order_id is None:
        raise NotFound
    lines = session.scalars(
        select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id)
    ).all()
    added: list[str] = []
    missing: list[str] = []
    for line in lines:
        (added if _put(actor, line) else missing).append(line.title)
    return Again(tuple(added), tuple(missing))


def _put(actor: Viewer, line: OrderLine) -> bool:
    try:
        add_to_cart(actor, line.variant_id, line.quantity)
    except (NotFound, Refused):
        return False
    return True
