"""What must hold in orders: their sums, their stock, their money, their history, and how often who bought what."""

from sqlalchemy import and_, case, func, not_, or_, select

from core.invariants import found, register
from domain.angels.models import Commission
from domain.catalog.models import Variant
from domain.orders.actions.arrival import counted
from domain.orders.models import (
    Order,
    OrderCaseLine,
    OrderLine,
    OrderStep,
    Payment,
    Purchase,
    Refund,
    RefundExcess,
    RefundLine,
    Shipment,
    ShipmentLine,
)
from domain.orders.rules import State

# Unpaid and not ended: its pieces are reserved.
OPEN_UNPAID = and_(
    Order.paid_at.is_(None), Order.state.in_((State.AWAITING_PAYMENT, State.ACCEPTED, State.SHIPPED))
)


def totals_add_up() -> list[str]:
    lines = (
        select(
            OrderLine.order_id,
            func.sum(OrderLine.unit_price_cents * OrderLine.quantity).label("goods"),
            func.sum(OrderLine.discount_cents).label("discount"),
            func.sum(OrderLine.refunded_cents).label("refunded"),
        )
        .group_by(OrderLine.order_id)
        .subquery()
    )
    return found(
        select(Order.number.label("number"))
        .outerjoin(lines, lines.c.order_id == Order.id)
        .where(
            or_(
                lines.c.order_id.is_(None),
                lines.c.goods != Order.goods_cents,
                lines.c.discount != Order.discount_cents,
                Order.refunded_cents - lines.c.refunded < 0,
                Order.refunded_cents - lines.c.refunded > Order.shipping_cents,
            )
        ),
        "order %(number)s: its lines do not add up to its sums",
    )


def refunds_add_up() -> list[str]:
    given = (
        select(
            Refund.order_id,
            func.sum(Refund.amount_cents - func.coalesce(RefundExcess.amount_cents, 0)).label("total"),
        )
        .outerjoin(RefundExcess, RefundExcess.refund_id == Refund.id)
        .where(Refund.state == "accepted")
        .group_by(Refund.order_id)
        .subquery()
    )
    given_of_line = (
        select(
            RefundLine.order_line_id,
            func.sum(RefundLine.amount_cents).label("total"),
            func.sum(RefundLine.quantity).label("pieces"),
        )
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.state == "accepted")
        .group_by(RefundLine.order_line_id)
        .subquery()
    )
    return found(
        select(Order.number.label("number"))
        .outerjoin(given, given.c.order_id == Order.id)
        .where(func.coalesce(given.c.total, 0) != Order.refunded_cents),
        "order %(number)s: what was given back is not the sum of its refunds",
    ) + found(
        select(OrderLine.id.label("id"))
        .outerjoin(given_of_line, given_of_line.c.order_line_id == OrderLine.id)
        .where(
            or_(
                func.coalesce(given_of_line.c.total, 0) != OrderLine.refunded_cents,
                func.coalesce(given_of_line.c.pieces, 0) != OrderLine.refunded_quantity,
            )
        ),
        "order line %(id)s: what was given back is not the sum of its refunds",
    )


def stock_is_in_orders() -> list[str]:
    """Reserved pieces are those of open unpaid orders; sold ones those of paid orders that did not come back."""
    pieces = (
        select(
            OrderLine.variant_id,
            func.sum(case((OPEN_UNPAID, OrderLine.quantity), else_=0)).label("reserved"),
            func.sum(case((Order.paid_at.is_not(None), OrderLine.quantity), else_=0)).label("paid"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .group_by(OrderLine.variant_id)
        .subquery()
    )
    back = (
        select(OrderLine.variant_id, func.sum(RefundLine.restocked).label("back"))
        .join(RefundLine, RefundLine.order_line_id == OrderLine.id)
        .group_by(OrderLine.variant_id)
        .subquery()
    )
    exchanged = (
        select(
            OrderLine.variant_id,
            func.sum(OrderCaseLine.replaced_quantity - OrderCaseLine.restocked_quantity).label("out"),
        )
        .join(OrderCaseLine, OrderCaseLine.order_line_id == OrderLine.id)
        .group_by(OrderLine.variant_id)
        .subquery()
    )
    reserved = func.coalesce(pieces.c.reserved, 0)
    sold = func.coalesce(pieces.c.paid, 0) - func.coalesce(back.c.back, 0) + func.coalesce(exchanged.c.out, 0)
    return found(
        select(
            Variant.id.label("id"),
            Variant.reserved.label("reserved"),
            Variant.sold.label("sold"),
            reserved.label("should_reserve"),
            sold.label("should_sell"),
        )
        .outerjoin(pieces, pieces.c.variant_id == Variant.id)
        .outerjoin(back, back.c.variant_id == Variant.id)
        .outerjoin(exchanged, exchanged.c.variant_id == Variant.id)
        .where(or_(Variant.reserved != reserved, Variant.sold != sold)),
        "variant %(id)s says %(reserved)s reserved and %(sold)s sold, its orders %(should_reserve)s and %(should_sell)s",
    )


def paid_once() -> list[str]:
    confirmed = (
        select(Payment.order_id, func.count().label("times"), func.sum(Payment.amount_cents).label("cents"))
        .where(Payment.state == "confirmed")
        .group_by(Payment.order_id)
        .subquery()
    )
    times = func.coalesce(confirmed.c.times, 0)
    return found(
        select(Order.number.label("number"), times.label("times"))
        .outerjoin(confirmed, confirmed.c.order_id == Order.id)
        .where(
            or_(
                times != case((Order.paid_at.is_not(None), 1), else_=0),
                confirmed.c.cents != Order.total_cents,
            )
        ),
        "order %(number)s: %(times)s confirmed payments, or not of its total",
    )


def states_fit() -> list[str]:
    """The last step of the history is the state, and each state has the instants that lead to it."""
    last = (
        select(OrderStep.order_id, func.max(OrderStep.id).label("id")).group_by(OrderStep.order_id).subquery()
    )
    is_paid, is_shipped = Order.paid_at.is_not(None), Order.shipped_at.is_not(None)
    return found(
        select(Order.number.label("number"), Order.state.label("state"))
        .outerjoin(last, last.c.order_id == Order.id)
        .outerjoin(OrderStep, OrderStep.id == last.c.id)
        .where(or_(OrderStep.id.is_(None), OrderStep.to_state != Order.state)),
        "order %(number)s is %(state)s, its history says otherwise",
    ) + found(
        select(Order.number.label("number"), Order.state.label("state")).where(
            or_(
                and_(
                    Order.state.in_(
                        (State.PAID, State.CANCELLING, State.RECEIVED, State.COMPLETED, State.REFUNDED)
                    ),
                    ~is_paid,
                ),
                and_(Order.state.in_((State.SHIPPED, State.RECEIVED, State.COMPLETED)), ~is_shipped),
                and_(Order.state.in_((State.RECEIVED, State.COMPLETED)), Order.received_at.is_(None)),
                and_(Order.state.in_((State.AWAITING_PAYMENT, State.ACCEPTED, State.EXPIRED)), is_paid),
                and_(Order.state == State.REFUNDED, Order.refunded_cents != Order.total_cents),
            )
        ),
        "order %(number)s is %(state)s without what leads there",
    )


def parcels_hold_what_was_sent() -> list[str]:
    """Of each line: in parcels is what it says, all of it once the order is shipped, and it is received when its last
    parcel is."""
    packed = (
        select(
            ShipmentLine.order_line_id,
            func.sum(ShipmentLine.quantity).label("pieces"),
            func.count().label("parcels"),
            func.count(Shipment.received_at).label("received"),
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .group_by(ShipmentLine.order_line_id)
        .subquery()
    )
    unsent = OrderLine.quantity - OrderLine.shipped_quantity - OrderLine.withdrawn_quantity
    is_there = and_(packed.c.parcels == packed.c.received, unsent == 0)
    return found(
        select(OrderLine.id.label("id"), Order.state.label("state"))
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(packed, packed.c.order_line_id == OrderLine.id)
        .where(
            or_(
                func.coalesce(packed.c.pieces, 0) != OrderLine.shipped_quantity,
                and_(Order.state.in_((State.SHIPPED, State.RECEIVED, State.COMPLETED)), unsent != 0),
                and_(OrderLine.received_at.is_not(None), or_(packed.c.parcels.is_(None), not_(is_there))),
                and_(OrderLine.received_at.is_(None), is_there),
            )
        ),
        "order line %(id)s of an order that is %(state)s: its parcels say otherwise",
    )


def earners_fit() -> list[str]:
    """Fee and commission never exceed what is left of a line, and a commission is the frozen angel's."""
    left = OrderLine.net_cents - OrderLine.refunded_cents
    return found(
        select(OrderLine.id.label("id"))
        .outerjoin(Commission, Commission.order_line_id == OrderLine.id)
        .where(
            or_(
                OrderLine.fee_cents + func.coalesce(Commission.amount_cents, 0) > left,
                and_(Commission.id.is_not(None), Commission.base_cents != left),
                and_(Commission.id.is_not(None), Commission.angel_id != func.coalesce(OrderLine.angel_id, 0)),
                and_(Commission.id.is_not(None), Commission.rate_bps != OrderLine.rate_bps),
                and_(
                    Commission.id.is_not(None),
                    func.coalesce(Commission.cap_cents, -1)
                    != func.coalesce(OrderLine.commission_cap_cents, -1),
                ),
            )
        ),
        "order line %(id)s: fee and commission do not fit what is left of it",
    )


def purchases_agree() -> list[str]:
    should = counted().subquery()
    same = and_(should.c.buyer_id == Purchase.user_id, should.c.product_id == Purchase.product_id)
    return found(
        select(
            Purchase.user_id.label("user"), Purchase.product_id.label("product"), Purchase.times.label("kept")
        )
        .outerjoin(should, same)
        .where(func.coalesce(should.c.times, 0) != Purchase.times),
        "user %(user)s and product %(product)s: %(kept)s purchases kept, the orders say otherwise",
    ) + found(
        select(should.c.buyer_id.label("user"), should.c.product_id.label("product"))
        .outerjoin(Purchase, same)
        .where(Purchase.user_id.is_(None)),
        "user %(user)s bought product %(product)s, and no purchase is kept",
    )


register("orders: sums are those of their lines", totals_add_up)
register("orders: refunds add up", refunds_add_up)
register("orders: reserved and sold stock is in orders", stock_is_in_orders)
register("orders: each is paid once", paid_once)
register("orders: states fit their history", states_fit)
register("orders: parcels hold what was sent", parcels_hold_what_was_sent)
register("orders: fee and commission fit the line", earners_fit)
register("orders: purchases are received lines", purchases_agree)
