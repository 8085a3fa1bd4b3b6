"""What must hold between orders and the ledger: every paid order is posted, to the cent, and no other."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select

from core.invariants import found, register
from domain.angels.models import Commission
from domain.ledger.models import Account, Entry, EntryLine
from domain.orders.models import Order, OrderLine, Refund, RefundExcess, RefundReturn


def paid_orders_are_posted() -> list[str]:
    """By account: the gateway holds what was paid and not given back, the fee account the fees of the lines, the
    angels their commissions, and the merchant the rest with what the site pays for its coupons. What went back twice is
    the merchant's, and what came back is owed to the buyer."""
    posted, lines, twice, owed = _posted(), _lines(), _twice(), _owed()
    is_ours = and_(Order.paid_at.is_not(None), Order.cash_holder == "platform")
    left = case((is_ours, Order.total_cents - Order.refunded_cents), else_=0)
    fee = case((Order.paid_at.is_not(None), func.coalesce(lines.c.fee, 0)), else_=0)
    commission, subsidy = func.coalesce(lines.c.commission, 0), func.coalesce(lines.c.subsidy, 0)
    excess, due = func.coalesce(twice.c.cents, 0), func.coalesce(owed.c.cents, 0)
    gateway, fees, angels, merchant, coupons, dues = (
        func.coalesce(posted.c[name], 0)
        for name in ("gateway", "fee", "commission", "merchant", "coupons", "due")
    )
    return found(
        select(
            Order.number.label("number"),
            left.label("left"),
            fee.label("fee"),
            commission.label("commission"),
            gateway.label("gateway"),
            fees.label("fees"),
            angels.label("angels"),
            merchant.label("merchant"),
            subsidy.label("subsidy"),
            coupons.label("coupons"),
        )
        .outerjoin(posted, posted.c.order_id == Order.id)
        .outerjoin(lines, lines.c.order_id == Order.id)
        .outerjoin(twice, twice.c.order_id == Order.id)
        .outerjoin(owed, owed.c.order_id == Order.id)
        .where(
            or_(
                gateway != excess - due - left,
                dues != due,
                fees != fee,
                angels != commission,
                coupons != -subsidy,
                merchant != left + subsidy - fee - commission - excess,
            ),
        ),
        "order %(number)s: %(left)s collected, fee %(fee)s, commission %(commission)s, the site's coupon %(subsidy)s;"
        " the ledger has gateway %(gateway)s, fee %(fees)s, angels %(angels)s, merchant %(merchant)s, coupons"
        " %(coupons)s",
    )


def _posted() -> Subquery:
    def total(*kinds: str) -> ColumnElement[Any]:
        return func.sum(case((Account.kind.in_(kinds), EntryLine.amount_cents), else_=0))

    return (
        select(
            Entry.order_id,
            total("gateway").label("gateway"),
            total("platform_fee").label("fee"),
            total("angel_pending", "angel_available").label("commission"),
            total("merchant_payable").label("merchant"),
            total("coupon_expense").label("coupons"),
            total("refund_due").label("due"),
        )
        .join(EntryLine, EntryLine.entry_id == Entry.id)
        .join(Account, Account.id == EntryLine.account_id)
        .where(Entry.order_id.is_not(None))
        .group_by(Entry.order_id)
        .subquery()
    )


def _twice() -> Subquery:
    return (
        select(Refund.order_id, func.sum(RefundExcess.amount_cents).label("cents"))
        .join(Refund, Refund.id == RefundExcess.refund_id)
        .group_by(Refund.order_id)
        .subquery()
    )


def _owed() -> Subquery:
    return (
        select(Refund.order_id, func.sum(RefundReturn.amount_cents).label("cents"))
        .join(Refund, Refund.id == RefundReturn.refund_id)
        .where(RefundReturn.paid_at.is_(None))
        .group_by(Refund.order_id)
        .subquery()
    )


def _lines() -> Subquery:
    return (
        select(
            OrderLine.order_id,
            func.sum(OrderLine.fee_cents).label("fee"),
            func.sum(OrderLine.subsidy_cents).label("subsidy"),
            func.sum(func.coalesce(Commission.amount_cents, 0)).label("commission"),
        )
        .outerjoin(Commission, Commission.order_line_id == OrderLine.id)
        .group_by(OrderLine.order_id)
        .subquery()
    )


def commissions_follow_their_order() -> list[str]:
    """Nothing is earned before its line is received."""
    return found(
        select(Commission.id.label("id"), Commission.state.label("state"))
        .join(Order, Order.id == Commission.order_id)
        .join(OrderLine, OrderLine.id == Commission.order_line_id)
        .where(
            or_(
                Order.paid_at.is_(None),
                and_(Commission.state.in_(("earned", "vested")), OrderLine.received_at.is_(None)),
                and_(Commission.state == "pending", OrderLine.received_at.is_not(None)),
            )
        ),
        "commission %(id)s is %(state)s, its order is not there yet or is further on",
    )


register("orders: paid ones are in the ledger, to the cent", paid_orders_are_posted)
register("orders: commissions follow their order", commissions_follow_their_order)
