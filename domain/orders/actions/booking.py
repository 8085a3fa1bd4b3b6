"""What it means that money went back: the lines, the commissions, the stock, the order and the ledger, all at once."""

from collections.abc import Collection

from sqlalchemy import select

from core import clock
from core.db import session
from core.money import share
from core.unit import record
from domain.angels import commissions
from domain.catalog import stock
from domain.ledger import sales
from domain.ledger.sales import RefundLineFacts
from domain.orders.actions import money_back, steps
from domain.orders.actions.arrival import recount
from domain.orders.coupon_rules import subsidy_left
from domain.orders.events import RefundDecided
from domain.orders.models import Order, OrderLine, Refund, RefundLine
from domain.orders.rules import WAYS, State


def book(order: Order, refund: Refund, *, by_id: int | None, kind: str = sales.REFUND) -> None:
    """Inside an action that holds the order: the refund is accepted, its lines, commissions, stock, order and ledger
    say so."""
    refund.state = "accepted"
    excess = money_back.fit(order, refund)
    if refund.amount_cents > excess or not refund.amount_cents:
        _book(order, refund, refund.amount_cents - excess, by_id, kind)
    else:
        tell(order, refund, ())
    if excess:
        money_back.book_excess(order, refund, excess)


def _book(order: Order, refund: Refund, cents: int, by_id: int | None, kind: str) -> None:
    lines = {line.id: line for line in steps.lines_of(order.id)}
    parts = session.scalars(select(RefundLine).where(RefundLine.refund_id == refund.id)).all()
    # In the order in which stock is locked everywhere.
    parts = sorted(parts, key=lambda part: lines[part.order_line_id].variant_id)
    facts = [_take_from(lines[part.order_line_id], part, order.fee_bps, refund.goods_back) for part in parts]
    order.refunded_cents += cents
    session.flush()
    product_ids = {lines[part.order_line_id].product_id for part in parts}
    # Of an order that cost nothing, what was sent stays sent.
    if order.refunded_cents == order.total_cents and (cents or order.part_sent_at is None):
        if order.state == State.PAID and order.part_sent_at is not None:
            steps.take(order, "ship", by_id=by_id, shipped_at=clock.now())
            session.refresh(order)
        is_cancelled = order.state in WAYS["cancel_paid"].sources
        way = "cancel_paid" if is_cancelled else "refund_all"
        steps.take(
            order, way, by_id=by_id, note=refund.decision_reason or refund.reason, ended_at=clock.now()
        )
    if any(lines[part.order_line_id].received_at for part in parts):
        recount(order.buyer_id, product_ids)
    tell(order, refund, product_ids)
    sales.post_refund(
        refund_id=refund.id,
        order_id=order.id,
        merchant_id=order.merchant_id,
        currency=order.currency,
        cash_holder=order.cash_holder,
        lines=facts,
        shipping_cents=cents - sum(part.amount_cents for part in parts),
        kind=kind,
    )


def _take_from(line: OrderLine, part: RefundLine, fee_bps: int, goods_back: bool) -> RefundLineFacts:
    line.refunded_cents += part.amount_cents
    line.refunded_quantity += part.quantity
    left = line.net_cents - line.refunded_cents
    # All stay at their rate of what is left, so that no sequence of refunds drifts by a cent.
    fee_before, subsidy_before = line.fee_cents, line.subsidy_cents
    line.fee_cents = share(left, fee_bps)
    line.subsidy_cents = subsidy_left(line.site_coupon_cents, net_cents=line.net_cents, left_cents=left)
    commission = commissions.reduce(line.id, remaining_base_cents=left)
    if goods_back and part.quantity:
        stock.put_back(line.variant_id, part.quantity)
        part.restocked = part.quantity
    angel_id = line.angel_id if commission else None
    return RefundLineFacts(
        line.id,
        part.amount_cents,
        fee_before - line.fee_cents,
        angel_id,
        commission,
        subsidy_before - line.subsidy_cents,
    )


def tell(order: Order, refund: Refund, product_ids: Collection[int]) -> None:
    record(
        RefundDecided(
            refund.id, order.id, order.buyer_id, order.merchant_id, refund.state, tuple(sorted(product_ids))
        )
    )
