"""What somebody has bought and earned."""

from typing import Any

from sqlalchemy import Select, select

from domain.angels.models import Commission, CommissionReview
from domain.catalog.models import Product
from domain.ledger.models import Account, Entry, EntryLine, Payout, TaxProfile
from domain.merchants.models import Merchant
from domain.orders.models import (
    Coupon,
    CouponGrant,
    Order,
    OrderCase,
    OrderCaseMessage,
    OrderLine,
    Refund,
)
from domain.people.viewer import Viewer


def orders(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Order.id,
            Order.number,
            Order.state,
            Merchant.name.label("merchant"),
            Order.payment_method,
            Order.currency,
            Order.goods_cents,
            Order.discount_cents,
            Order.shipping_cents,
            Order.total_cents,
            Order.refunded_cents,
            Order.recipient,
            Order.phone,
            Order.region,
            Order.street,
            Order.placed_at,
            Order.paid_at,
            Order.shipped_at,
            Order.received_at,
            Order.completed_at,
            Order.ended_at,
        )
        .join(Merchant, Merchant.id == Order.merchant_id)
        .where(Order.buyer_id == me.id)
    )


def order_lines(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            OrderLine.id,
            Order.number,
            Order.placed_at,
            OrderLine.product_id,
            OrderLine.title,
            OrderLine.variant_name,
            OrderLine.unit_price_cents,
            OrderLine.quantity,
            OrderLine.discount_cents,
            OrderLine.net_cents,
            OrderLine.refunded_cents,
            Order.currency,
            Order.state,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.buyer_id == me.id)
    )


def refunds(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(Refund.id, Order.number, Refund.state, Refund.amount_cents, Refund.reason, Refund.requested_at)
        .join(Order, Order.id == Refund.order_id)
        .where(Refund.requested_by_id == me.id, Order.buyer_id == me.id)
    )


def cases(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            OrderCase.id,
            Order.number,
            OrderCase.kind,
            OrderCase.problem,
            OrderCase.reason,
            OrderCase.state,
            OrderCase.outcome,
            OrderCase.amount_cents,
        )
        .join(Order, Order.id == OrderCase.order_id)
        .where(OrderCase.buyer_id == me.id)
    )


def case_messages(me: Viewer) -> Select[*tuple[Any, ...]]:
    """Her own words alone, on whichever side she stood."""
    return select(
        OrderCaseMessage.id, OrderCaseMessage.case_id, OrderCaseMessage.side, OrderCaseMessage.body,
        OrderCaseMessage.at,
    ).where(OrderCaseMessage.by_id == me.id)  # fmt: skip


def coupons(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CouponGrant.id, Coupon.code, Coupon.title, CouponGrant.state, CouponGrant.granted_at, CouponGrant.used_at
        )
        .join(Coupon, Coupon.id == CouponGrant.coupon_id)
        .where(CouponGrant.user_id == me.id)
    )  # fmt: skip


def tax_profile(me: Viewer) -> Select[*tuple[Any, ...]]:
    """With as much of the number as is shown to her."""
    return select(
        TaxProfile.user_id, TaxProfile.country, TaxProfile.kind, TaxProfile.legal_name, TaxProfile.id_hint,
        TaxProfile.changed_at,
    ).where(TaxProfile.user_id == me.id)  # fmt: skip


def earnings(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Commission.id,
            Commission.product_id,
            Product.title,
            Commission.rate_bps,
            Commission.cap_cents,
            Commission.amount_cents,
            Commission.original_cents,
            Commission.currency,
            Commission.state,
            Commission.created_at,
            Commission.vests_at,
        )
        .join(Product, Product.id == Commission.product_id)
        .where(Commission.angel_id == me.id)
    )


def ledger_lines(me: Viewer) -> Select[*tuple[Any, ...]]:
    kinds = ("angel_pending", "angel_available", "angel_held")
    return (
        select(
            EntryLine.id,
            Account.kind.label("account"),
            Entry.kind,
            EntryLine.amount_cents,
            Entry.currency,
            Entry.posted_at,
        )
        .join(Account, Account.id == EntryLine.account_id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(Account.holder_id == me.id, Account.kind.in_(kinds))
    )


def payouts(me: Viewer) -> Select[*tuple[Any, ...]]:
    return select(
        Payout.id, Payout.amount_cents, Payout.currency, Payout.destination, Payout.state, Payout.requested_at,
        Payout.decided_at,
    ).where(Payout.user_id == me.id)  # fmt: skip


def commission_reviews(me: Viewer) -> Select[*tuple[Any, ...]]:
    """Why some of it was held, and what became of that. Who decided is the site's."""
    return (
        select(
            CommissionReview.id,
            CommissionReview.commission_id,
            CommissionReview.state,
            CommissionReview.signals,
            CommissionReview.reason,
            CommissionReview.opened_at,
            CommissionReview.words,
            CommissionReview.decision,
            CommissionReview.decided_at,
            CommissionReview.appeal,
            CommissionReview.appealed_at,
            CommissionReview.appeal_decision,
            CommissionReview.appeal_ended_at,
        )
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .where(Commission.angel_id == me.id)
    )
