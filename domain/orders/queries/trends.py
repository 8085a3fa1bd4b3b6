"""A shop's trade by spans of time: what was paid, how much of it came back, who came by angels' links."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, exists, func, select

from core.db import session
from core.periods import Span, as_table
from core.policy import require
from domain.angels.models import Touch
from domain.catalog.models import Product
from domain.merchants.policy import can_see_books
from domain.orders.models import Order
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Trade:
    """Orders paid in a span. `sales_cents`: what they cost, less what came back; `returned`: orders of which money came
    back."""

    orders: int
    sales_cents: int
    returned: int


def trade_by(viewer: Viewer, merchant_id: int, spans: Sequence[Span]) -> list[Trade]:
    """For each span: one query."""
    require(can_see_books(viewer, merchant_id))
    span = as_table(spans)
    rows = session.execute(
        select(
            span.c.number,
            func.count(Order.id),
            func.coalesce(func.sum(Order.total_cents - Order.refunded_cents), 0),
            func.coalesce(func.sum(case((Order.refunded_cents > 0, 1), else_=0)), 0),
        )
        .select_from(span)
        .outerjoin(
            Order,
            and_(
                Order.merchant_id == merchant_id,
                Order.paid_at >= span.c.begin_at,
                Order.paid_at < span.c.end_at,
            ),
        )
        .group_by(span.c.number)
        .order_by(span.c.number)
    )
    return [Trade(row[1], int(row[2]), int(row[3])) for row in rows]


def visits_by(viewer: Viewer, merchant_id: int, spans: Sequence[Span]) -> list[int]:
    """For each span how often somebody came to a product of the shop by an angel's link: one query."""
    require(can_see_books(viewer, merchant_id))
    span = as_table(spans)
    # Most products of a large shop had no visit: they are left out once, not looked up for each span.
    had_one = exists().where(Touch.product_id == Product.id, Touch.at >= spans[0].begin_at).correlate(Product)
    rows = session.execute(
        select(span.c.number, func.count(Touch.id))
        .select_from(span)
        .join(Product, and_(Product.merchant_id == merchant_id, had_one))
        .outerjoin(
            Touch,
            and_(
                Touch.product_id == Product.id,
                Touch.at >= span.c.begin_at,
                Touch.at < span.c.end_at,
            ),
        )
        .group_by(span.c.number)
    )
    found = {row[0]: int(row[1]) for row in rows}
    return [found.get(number, 0) for number in range(len(spans))]
