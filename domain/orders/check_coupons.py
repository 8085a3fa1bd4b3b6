"""What must hold of coupons: they are counted, each is in one place, and what came off is what the lines say."""

from sqlalchemy import and_, case, exists, func, or_, select

from core.invariants import found, register
from domain.orders.models import Coupon, CouponGrant, CouponUse, Order, OrderLine
from domain.orders.rules import FINAL, State

LETS_GO = FINAL - {State.COMPLETED}


def grants_are_counted() -> list[str]:
    given = (
        select(CouponGrant.coupon_id, func.count().label("given")).group_by(CouponGrant.coupon_id).subquery()
    )
    counted = func.coalesce(given.c.given, 0)
    return found(
        select(Coupon.id.label("id"), Coupon.granted_count.label("kept"), counted.label("counted"))
        .outerjoin(given, given.c.coupon_id == Coupon.id)
        .where(Coupon.granted_count != counted),
        "coupon %(id)s says %(kept)s given out, there are %(counted)s",
    )


def grants_are_where_they_are_used() -> list[str]:
    """One is used as long as an order keeps it, and held otherwise."""
    is_kept = exists().where(CouponUse.grant_id == CouponGrant.id, CouponUse.returned_at.is_(None))
    return found(
        select(CouponGrant.id.label("id"), CouponGrant.state.label("state")).where(
            or_(
                and_(CouponGrant.state == "used", ~is_kept),
                and_(CouponGrant.state == "held", is_kept),
            )
        ),
        "coupon grant %(id)s is %(state)s, the orders say otherwise",
    ) + found(
        select(CouponUse.id.label("id"), Order.number.label("number"), Order.state.label("state"))
        .join(Order, Order.id == CouponUse.order_id)
        .where(CouponUse.returned_at.is_not(None) != Order.state.in_(LETS_GO)),
        "coupon use %(id)s: order %(number)s is %(state)s",
    )


def coupons_are_on_their_lines() -> list[str]:
    def of(payer: str):  # type: ignore[no-untyped-def]
        return func.coalesce(
            select(func.sum(CouponUse.amount_cents))
            .where(CouponUse.order_id == Order.id, CouponUse.payer == payer)
            .scalar_subquery(),
            0,
        )

    return found(
        select(Order.number.label("number"))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .group_by(Order.id, Order.number)
        .having(
            or_(
                func.sum(OrderLine.coupon_cents) != of("merchant"),
                func.sum(OrderLine.site_coupon_cents) != of("site"),
            )
        ),
        "order %(number)s: its coupons are not what came off its lines",
    )


def subsidies_are_what_is_left() -> list[str]:
    left = OrderLine.net_cents - OrderLine.refunded_cents
    due = case((OrderLine.net_cents > 0, OrderLine.site_coupon_cents * left // OrderLine.net_cents), else_=0)
    return found(
        select(OrderLine.id.label("id"), OrderLine.subsidy_cents.label("kept"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.site_coupon_cents > 0,
            OrderLine.subsidy_cents != case((Order.paid_at.is_not(None), due), else_=0),
        ),
        "order line %(id)s: the site pays %(kept)s for its coupon, which is not its part of what is left",
    )


register("orders: coupons given out are counted", grants_are_counted)
register("orders: coupons are used or held", grants_are_where_they_are_used)
register("orders: coupons are what came off the lines", coupons_are_on_their_lines)
register("orders: the site pays for its coupons on what is left", subsidies_are_what_is_left)
