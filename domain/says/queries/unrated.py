"""What somebody has received and not rated: the first thing that she can tell her friends about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.orders.models import Order, OrderLine
from domain.people.viewer import Viewer
from domain.says.models import Rating

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Unrated:
    """A product of an order line without stars, and when the last one arrived."""

    product_id: int
    title: str
    picture_key: str | None
    received_at: datetime | None


def unrated_of(viewer: Viewer, size: int = SHOWN) -> Select[*tuple[Any, ...]]:
    """Rows for `Unrated`: the viewer's own purchases that wait for stars, the latest first; nothing that she sells or
    has given back."""
    arrived = func.max(Order.received_at)
    statement = (
        select(
            Product.id,
            Product.title,
            func.max(OrderLine.picture_key).label("picture_key"),
            arrived.label("received_at"),
        )
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(Rating, Rating.order_line_id == OrderLine.id)
        .where(
            Order.buyer_id == viewer.id,
            Order.received_at.is_not(None),
            Rating.id.is_(None),
            OrderLine.refunded_quantity < OrderLine.quantity,
            Product.merchant_id.not_in(sorted(viewer.merchant_ids)),
        )
        .group_by(Product.id, Product.title)
        .order_by(arrived.desc(), Product.id.desc())
        .limit(size)
    )
    return visible_products(statement, viewer)
