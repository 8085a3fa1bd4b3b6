"""Lists of coupons: what a shop gives out, what somebody holds, what a desk has made and what that cost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from core import clock
from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.catalog.models import Product
from domain.merchants.models import Merchant
from domain.orders import policy
from domain.orders.coupon_rules import problem
from domain.orders.models import Coupon, CouponGrant, CouponUse, Order, OrderLine
from domain.orders.queries.coupons import CouponCard, availability, card_of, cards_of
from domain.people.viewer import Viewer

PAGE = 20
# How many a shop's or a product's page shows.
SHOWN = 6
GOODS = 500


@dataclass(frozen=True, slots=True)
class OfferedCoupon:
    """One that is given out to everybody. `problem` says why the viewer cannot take it (more)."""

    card: CouponCard
    is_held: bool
    problem: str


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """The viewer's own. `standing`: held, used, expired; `number` is the order that it was used for last."""

    id: int
    card: CouponCard
    standing: str
    returned_at: datetime | None
    number: str


@dataclass(frozen=True, slots=True)
class DeskCoupon:
    """`used` counts paid orders that kept it; `cost_cents` is what came off them, less what went back."""

    card: CouponCard
    used: int
    cost_cents: int
    standing: str


def offered(
    viewer: Viewer, merchant_id: int | None, *, product_id: int | None = None, size: int = SHOWN
) -> list[OfferedCoupon]:
    """What a verified merchant gives out now, or the site without one; of `product_id` only what is good for it."""
    at = clock.now()
    statement = (
        cards_of(viewer)
        .where(
            Coupon.merchant_id.is_not_distinct_from(merchant_id),
            or_(Coupon.merchant_id.is_(None), Merchant.state == "verified"),
            Coupon.access == "public",
            Coupon.closed_at.is_(None),
            Coupon.starts_at <= at,
            Coupon.ends_at > at,
        )
        .order_by(Coupon.id.desc())
        .limit(size)
    )
    if product_id is not None:
        statement = statement.where(_is_for(product_id))
    rows = session.execute(statement).all()
    return [
        OfferedCoupon(card_of(row), row.grant_id is not None, problem(availability(row), at)) for row in rows
    ]


def _is_for(product_id: int) -> ColumnElement[bool]:
    category = select(Product.category_id).where(Product.id == product_id).scalar_subquery()
    return and_(
        or_(Coupon.product_id.is_(None), Coupon.product_id == product_id),
        or_(Coupon.category_id.is_(None), Coupon.category_id == category),
    )


def my_coupons(
    viewer: Viewer, *, past: bool, before: int | None = None, size: int = PAGE
) -> Page[HeldCoupon]:
    """What the viewer can use, or what is used and over; newest first."""
    at = clock.now()
    is_usable = and_(CouponGrant.state == "held", Coupon.ends_at > at)
    number = (
        select(func.max(Order.number))
        .join(CouponUse, CouponUse.order_id == Order.id)
        .where(CouponUse.grant_id == CouponGrant.id, CouponUse.returned_at.is_(None))
        .correlate(CouponGrant)
        .scalar_subquery()
    )
    statement = (
        cards_of(viewer)
        .add_columns(
            CouponGrant.id.label("own_id"), CouponGrant.state, CouponGrant.returned_at, number.label("number")
        )
        .join(CouponGrant, CouponGrant.coupon_id == Coupon.id)
        .where(CouponGrant.user_id == viewer.id, not_(is_usable) if past else is_usable)
        .order_by(CouponGrant.id.desc())
        .limit(size + 1)
    )
    if before:
        statement = statement.where(CouponGrant.id < before)
    return page_of(
        [
            HeldCoupon(row.own_id, card_of(row), _standing_of(row, at), row.returned_at, row.number or "")
            for row in session.execute(statement)
        ],
        size,
        lambda one: one.id,
    )


def _standing_of(row: Any, at: datetime) -> str:
    if row.state == "used":
        return "used"
    return "held" if row.ends_at > at else "expired"


def coupons_of_desk(
    viewer: Viewer, merchant_id: int | None, *, before: int | None = None, size: int = PAGE
) -> Page[DeskCoupon]:
    """All that a merchant has made, or the site without one, newest first, with how often each was used and what it
    cost whoever pays for it."""
    require(policy.can_offer_coupon(viewer, merchant_id))
    at = clock.now()
    kept = and_(CouponUse.coupon_id == Coupon.id, CouponUse.returned_at.is_(None), Order.paid_at.is_not(None))
    used = (
        select(func.count(CouponUse.id))
        .join(Order, Order.id == CouponUse.order_id)
        .where(kept)
        .correlate(Coupon)
        .scalar_subquery()
    )
    left = OrderLine.net_cents - OrderLine.refunded_cents
    given = case((OrderLine.net_cents > 0, OrderLine.coupon_cents * left // OrderLine.net_cents), else_=0)
    cost = (
        select(func.sum(case((CouponUse.payer == "site", OrderLine.subsidy_cents), else_=given)))
        .select_from(CouponUse)
        .join(Order, Order.id == CouponUse.order_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(kept)
        .correlate(Coupon)
        .scalar_subquery()
    )
    statement = (
        cards_of(viewer)
        .add_columns(used.label("used"), cost.label("cost"))
        .where(Coupon.merchant_id.is_not_distinct_from(merchant_id))
        .order_by(Coupon.id.desc())
        .limit(size + 1)
    )
    if before:
        statement = statement.where(Coupon.id < before)
    return page_of(
        [
            DeskCoupon(card_of(row), row.used, int(row.cost or 0), _standing_at_desk(card_of(row), at))
            for row in session.execute(statement)
        ],
        size,
        lambda one: one.card.id,
    )


def _standing_at_desk(card: CouponCard, at: datetime) -> str:
    """planned, running, gone (all given out), ended (nobody gets one any more), over (its time is)."""
    if card.ends_at <= at:
        return "over"
    if card.closed_at is not None:
        return "ended"
    if card.left == 0:
        return "gone"
    return "planned" if card.starts_at > at else "running"


def goods_for_coupons(viewer: Viewer, merchant_id: int) -> list[tuple[int, str]]:
    """(id, title) of what a shop sells, to make a coupon for."""
    require(policy.can_offer_coupon(viewer, merchant_id))
    rows = session.execute(
        select(Product.id, Product.title)
        .where(Product.merchant_id == merchant_id, Product.state == "on_sale")
        .order_by(Product.title, Product.id)
        .limit(GOODS)
    )
    return [(row.id, row.title) for row in rows]
