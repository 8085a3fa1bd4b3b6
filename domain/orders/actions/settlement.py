"""What it means that an order is paid: stock sold, payment kept, commissions opened, the ledger moved, all at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from core import clock
from core.db import lock, session
from core.money import share
from core.unit import record
from domain.angels import commissions
from domain.catalog import stock
from domain.catalog.models import Variant
from domain.ledger import sales
from domain.ledger.sales import SaleLine
from domain.merchants.models import MerchantStaff
from domain.orders.actions import coupons, steps
from domain.orders.actions.arrival import arrive
from domain.orders.actions.parcels import send
from domain.orders.events import OrderPaid
from domain.orders.models import Order, OrderLine, Payment
from domain.orders.shipping_rules import DIGITAL
from domain.people.models import Suspension, User

_CLAIMED = select(Payment).where(Payment.order_id == bindparam("order"), Payment.state == "claimed")


def settle(
    order: Order,
    way: str | None,
    provider: str,
    *,
    by_id: int | None,
    external_id: str | None = None,
    **values: Any,
) -> None:
    """The order is paid: stock, payment, commissions, state, ledger. Without a `way` it was cash on delivery, and
    is received with it."""
    at = clock.now()
    lines = steps.lines_of(order.id)
    for line in lines:
        stock.sell(line.variant_id, line.quantity)
    _keep_payment(order, provider, external_id, at)
    standing = _in_good_standing({line.angel_id for line in lines if line.angel_id}, order.merchant_id, at)
    sold = [_sold(order, line, line.angel_id in standing) for line in lines]
    record(OrderPaid(order.id, order.buyer_id, order.merchant_id))
    if way is None:
        arrive(order, by_id=by_id, paid_at=at)
    else:
        steps.take(order, way, by_id=by_id, paid_at=at, reserved_until_at=None, **values)
    # Last, since it locks the accounts that everybody's money goes through.
    sales.post_sale(
        order_id=order.id,
        number=order.number,
        merchant_id=order.merchant_id,
        currency=order.currency,
        cash_holder=order.cash_holder,
        total_cents=order.total_cents,
        shipping_cents=order.shipping_cents,
        lines=sold,
    )
    if order.delivery == DIGITAL:
        # Nothing is sent: the words are the buyer's with the payment.
        send(order, lines, {line.id: line.quantity for line in lines}, by_id=None)


def _sold(order: Order, line: OrderLine, angel_earns: bool) -> SaleLine:
    line.fee_cents = share(line.net_cents, order.fee_bps)
    line.subsidy_cents = line.site_coupon_cents
    commission = 0
    if angel_earns and line.angel_id is not None and line.rate_bps:
        commission = commissions.open_for_line(
            order_id=order.id,
            order_line_id=line.id,
            angel_id=line.angel_id,
            product_id=line.product_id,
            merchant_id=order.merchant_id,
            base_cents=line.net_cents,
            rate_bps=line.rate_bps,
            currency=order.currency,
            cap_cents=line.commission_cap_cents,
        ).amount_cents
    return SaleLine(
        line.id,
        line.net_cents,
        line.fee_cents,
        line.angel_id if commission else None,
        commission,
        line.subsidy_cents,
    )


def _keep_payment(order: Order, provider: str, external_id: str | None, at: datetime) -> None:
    claimed = session.scalar(_CLAIMED, {"order": order.id})
    if claimed is None:
        claimed = Payment(
            order_id=order.id,
            provider=provider,
            external_id=external_id,
            amount_cents=order.total_cents,
            created_at=at,
            state="confirmed",
        )
        session.add(claimed)
    claimed.state = "confirmed"
    claimed.confirmed_at = at
    session.flush()


def _in_good_standing(user_ids: set[int], merchant_id: int, at: datetime) -> set[int]:
    """Those of the credited angels who may earn at this moment: not who has begun to work for the merchant since."""
    if not user_ids:
        return set()
    suspended = select(Suspension.user_id).where(Suspension.lifted_at.is_(None), Suspension.until_at > at)
    staff = select(MerchantStaff.user_id).where(MerchantStaff.merchant_id == merchant_id)
    return set(
        session.scalars(
            select(User.id).where(
                User.id.in_(user_ids),
                User.closed_at.is_(None),
                User.id.not_in(suspended),
                User.id.not_in(staff),
            )
        )
    )


def take_stock_again(order: Order) -> bool:
    """Reserves an ended order's pieces and its coupons once more, all of them or none."""
    lines = steps.lines_of(order.id)
    wanted = {line.variant_id: line.quantity for line in lines}
    variants = session.scalars(lock(select(Variant).where(Variant.id.in_(wanted)).order_by(Variant.id))).all()
    if any(not variant.is_active or variant.on_hand < wanted[variant.id] for variant in variants):
        return False
    if not coupons.take_again(order):
        return False
    for line in lines:
        stock.reserve(line.variant_id, line.quantity)
    return True
