"""Stars for a received order line. The product's counters change in the same transaction."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import Decision
from core.unit import action, record
from domain.angels.queries import is_angel
from domain.catalog.models import Product
from domain.orders.events import RefundDecided
from domain.orders.models import Order, OrderLine
from domain.people.viewer import Viewer
from domain.says import policy
from domain.says.events import Rated
from domain.says.models import Rating, RatingChange

_RATED = select(Rating.order_line_id).where(Rating.order_line_id.in_(bindparam("lines", expanding=True)))
_COUNT = (
    update(Product)
    .where(Product.id == bindparam("product"))
    .values(
        rating_count=Product.rating_count + bindparam("ratings"),
        rating_sum=Product.rating_sum + bindparam("stars"),
    )
    .execution_options(synchronize_session=False)
)


def give(actor: Viewer, product_id: int, merchant_id: int, post_id: int, stars: int) -> None:
    """Rates the oldest received order line of the product that has no rating yet."""
    _require(policy.can_rate(actor, merchant_id))
    _require_stars(stars)
    line_id, is_returned = _oldest_unrated_line(actor, product_id)
    session.add(
        Rating(
            user_id=actor.id,
            product_id=product_id,
            order_line_id=line_id,
            post_id=post_id,
            stars=stars,
            by_earner=is_angel(actor.id, product_id),
            is_refunded=is_returned,
            created_at=clock.now(),
        )
    )
    _count(product_id, ratings=1, stars=stars)
    session.flush()
    record(Rated(actor.id, product_id, stars, 0))


def change(actor: Viewer, post_id: int, stars: int) -> None:
    """Rates anew what was rated with this post. What it was before is kept."""
    rating = session.scalar(lock(select(Rating).where(Rating.post_id == post_id)))
    if rating is None:
        raise NotFound
    _require(policy.can_change_rating(actor, rating))
    _require_stars(stars)
    at = clock.now()
    session.add(RatingChange(rating_id=rating.id, old_stars=rating.stars, new_stars=stars, at=at))
    _count(rating.product_id, ratings=0, stars=stars - rating.stars)
    old, rating.stars, rating.edited_at = rating.stars, stars, at
    session.flush()
    record(Rated(actor.id, rating.product_id, stars, old))


@action
def mark_refunded(fact: RefundDecided) -> None:
    """Marks the ratings of order lines that have been given back whole. They stay and count."""
    if fact.state != "accepted":
        return
    returned = select(OrderLine.id).where(OrderLine.order_id == fact.order_id, _is_returned())
    statement = update(Rating).where(Rating.order_line_id.in_(returned)).values(is_refunded=True)
    session.execute(statement.execution_options(synchronize_session=False))


def _is_returned() -> ColumnElement[bool]:
    return (OrderLine.refunded_quantity == OrderLine.quantity) | (
        (OrderLine.net_cents > 0) & (OrderLine.refunded_cents == OrderLine.net_cents)
    )


def _oldest_unrated_line(actor: Viewer, product_id: int) -> tuple[int, bool]:
    """The line and whether it has been given back. Locked before the ratings are read, so that two posts at the
    same time cannot take the same line."""
    lines: Sequence[tuple[int, bool]] = [
        (row.id, bool(row.is_returned))
        for row in session.execute(_received(), {"me": actor.id, "product": product_id})
    ]
    rated = set(session.scalars(_RATED, {"lines": [line for line, _ in lines]}))
    for line, is_returned in lines:
        if line not in rated:
            return line, is_returned
    raise Refused(policy.NOTHING_TO_RATE, field="rating")


@cache
def _received() -> Select[*tuple[Any, ...]]:
    """Put together once: that takes longer than running it."""
    return (
        select(OrderLine.id, _is_returned().label("is_returned"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.buyer_id == bindparam("me"),
            OrderLine.product_id == bindparam("product"),
            Order.received_at.is_not(None),
        )
        .order_by(Order.received_at, OrderLine.id)
        .with_for_update(of=OrderLine)
    )


def _require(allowed: Decision) -> None:
    """A form that carries stars comes back with the reason beside them, and with all that was typed."""
    if not allowed:
        raise Refused(allowed.reason, field="rating")


def _require_stars(stars: int) -> None:
    if not 1 <= stars <= 5:
        raise Refused(N_("A rating has one to five stars."), field="rating")


def _count(product_id: int, *, ratings: int, stars: int) -> None:
    session.execute(_COUNT, {"product": product_id, "ratings": ratings, "stars": stars})
