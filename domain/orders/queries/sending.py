"""What a shop has to send, with where to: for the table of parcels, packing slips and lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.merchants.policy import can_see_books, can_see_desk, can_ship
from domain.orders import policy
from domain.orders.models import Order, OrderLine
from domain.orders.queries.orders import TASKS
from domain.orders.rules import State
from domain.orders.shipping_rules import PARCEL
from domain.people.models import User
from domain.people.viewer import Viewer

SHOWN = 50
LISTED = 500


@dataclass(frozen=True, slots=True)
class Piece:
    title: str
    variant_name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ToSend:
    """An order with what of it has not left yet."""

    id: int
    number: str
    placed_at: datetime
    recipient: str
    phone: str
    region: str
    street: str
    pieces: Sequence[Piece]


def to_send(
    viewer: Viewer, merchant_id: int, *, after: int | None = None, numbers: Collection[str] = ()
) -> Page[ToSend]:
    """Orders that wait for a parcel, the oldest first, or those of them with these numbers. Two queries."""
    require(can_ship(viewer, merchant_id))
    statement = select(Order).where(
        Order.merchant_id == merchant_id,
        Order.state.in_((State.PAID, State.ACCEPTED)),
        Order.delivery == PARCEL,
    )
    if numbers:
        statement = statement.where(Order.number.in_(sorted(numbers)))
    if after is not None:
        statement = statement.where(Order.id > after)
    orders = page_of(
        session.scalars(statement.order_by(Order.id).limit(SHOWN + 1)).all(), SHOWN, lambda one: one.id
    )
    pieces = _unsent([one.id for one in orders])
    return Page([_to_send(one, pieces.get(one.id, [])) for one in orders], orders.next_cursor)


def _to_send(order: Order, pieces: Sequence[Piece]) -> ToSend:
    return ToSend(
        order.id,
        order.number,
        order.placed_at,
        order.recipient,
        order.phone,
        order.region,
        order.street,
        pieces,
    )


def _unsent(order_ids: Sequence[int]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    if not order_ids:
        return found
    left = OrderLine.quantity - OrderLine.shipped_quantity - OrderLine.withdrawn_quantity
    rows = session.execute(
        select(OrderLine.order_id, OrderLine.title, OrderLine.variant_name, left)
        .where(OrderLine.order_id.in_(order_ids), left > 0)
        .order_by(OrderLine.id)
    )
    for order_id, title, variant_name, quantity in rows:
        found.setdefault(order_id, []).append(Piece(title, variant_name, quantity))
    return found


def orders_as_rows(
    viewer: Viewer, merchant_id: int, *, task: str = "", after: int = 0
) -> tuple[list[tuple[Any, ...]], int | None]:
    """(number, state, placed_at, buyer, recipient, phone, region, street, goods, total_cents) in portions, the oldest
    first, and where to go on. The address only while there is something to send or to settle, and for who sends; the
    total only for who may see the shop's money."""
    require(can_see_desk(viewer, merchant_id))
    statement = (
        select(Order, User.display_name)
        .join(User, User.id == Order.buyer_id)
        .where(Order.merchant_id == merchant_id, Order.id > after)
    )
    if task in TASKS:
        statement = statement.where(Order.state.in_(TASKS[task]))
    found = session.execute(statement.order_by(Order.id).limit(LISTED)).all()
    goods = _goods([order.id for order, _name in found])
    sends, counts = bool(can_ship(viewer, merchant_id)), bool(can_see_books(viewer, merchant_id))
    rows = []
    for order, name in found:
        shown = sends and policy.shows_address(viewer, order)
        address = (order.recipient, order.phone, order.region, order.street) if shown else ("", "", "", "")
        total = order.total_cents if counts else None
        rows.append(
            (order.number, order.state, order.placed_at, name, *address, goods.get(order.id, ""), total)
        )
    return rows, found[-1][0].id if len(found) == LISTED else None


def _goods(order_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    if not order_ids:
        return found
    rows = session.execute(
        select(OrderLine.order_id, OrderLine.quantity, OrderLine.title, OrderLine.variant_name)
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.id)
    )
    for order_id, quantity, title, variant_name in rows:
        words = f"{quantity} x {title}" + (f" ({variant_name})" if variant_name else "")
        found[order_id] = f"{found[order_id]}; {words}" if order_id in found else words
    return found
