"""The offer as it was bought: what the product said, at what price, and who is credited why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from domain.angels.models import Touch
from domain.merchants.policy import SUPPORTING
from domain.orders.models import Offer, Order, OrderCase, OrderCaseLine, OrderLine
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class BoughtPicture:
    key: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class BoughtOffer:
    """`side` is the viewer's: buyer, merchant, angel or platform. The angel who is credited sees the offer and what it
    earns her, and nothing of who bought; the order's number is empty for her."""

    side: str
    number: str
    product_id: int
    title: str
    variant_name: str
    unit_price_cents: int
    quantity: int | None
    discount_cents: int
    rate_bps: int
    cap_cents: int | None
    angel: PersonCard | None
    credit_basis: str
    touched_at: datetime | None
    placed_at: datetime
    version: int | None
    description_html: str
    pictures: Sequence[BoughtPicture]


def bought_offer(viewer: Viewer, line_id: int) -> BoughtOffer:
    """What a line promised when it was bought: for its buyer, the merchant's people, the angel who is credited, and
    whoever decides a case about it. Raises NotFound for everybody else."""
    row = session.execute(
        select(OrderLine, Order, Offer, User, Touch.at)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Offer, Offer.id == OrderLine.offer_id)
        .outerjoin(User, User.id == OrderLine.angel_id)
        .outerjoin(Touch, Touch.id == OrderLine.touch_id)
        .where(OrderLine.id == line_id)
    ).first()
    if row is None:
        raise NotFound
    line, order, offer, angel, touched_at = row
    side = _side(viewer, line, order)
    is_strange = side == "angel"
    return BoughtOffer(
        side=side,
        number="" if is_strange else order.number,
        product_id=line.product_id,
        title=line.title,
        variant_name=line.variant_name,
        unit_price_cents=line.unit_price_cents,
        quantity=line.quantity,
        discount_cents=line.discount_cents,
        rate_bps=line.rate_bps,
        cap_cents=line.commission_cap_cents,
        angel=PersonCard(angel.id, angel.handle, angel.display_name, angel.avatar_key) if angel else None,
        credit_basis=line.credit_basis,
        touched_at=touched_at,
        placed_at=order.placed_at,
        version=offer.version if offer else None,
        description_html=offer.description_html if offer else "",
        pictures=[
            BoughtPicture(one["key"], one["alt"], one["width"], one["height"]) for one in offer.pictures
        ]
        if offer
        else [],
    )


def _side(viewer: Viewer, line: OrderLine, order: Order) -> str:
    if viewer.is_signed_in:
        if order.buyer_id == viewer.id:
            return "buyer"
        if order.merchant_id in viewer.shops_as(SUPPORTING):
            return "merchant"
        if viewer.is_operator or (viewer.is_moderator and _is_to_decide(line)):
            return "platform"
        if line.angel_id == viewer.id and order.paid_at is not None:
            return "angel"
    raise NotFound


def _is_to_decide(line: OrderLine) -> bool:
    statement = (
        select(OrderCase.id)
        .join(OrderCaseLine, OrderCaseLine.case_id == OrderCase.id)
        .where(OrderCaseLine.order_line_id == line.id, OrderCase.escalated_at.is_not(None))
    )
    return session.scalar(statement.limit(1)) is not None
