"""Inside the actions that take a gateway's word on a refund: money that went back twice, and money that came back."""

from sqlalchemy import select

from core import clock
from core.db import lock, session
from domain.ledger import sales
from domain.orders.actions import steps
from domain.orders.models import GatewayRefund, Order, Refund, RefundExcess, RefundLine, RefundReturn


def fit(order: Order, refund: Refund) -> int:
    """Cuts the parts of a refund down to what is left of the order, of which a bank may have taken money meanwhile.
    Returns how many cents were no longer the order's."""
    lines = {line.id: line for line in steps.lines_of(order.id)}
    shipping_left = order.shipping_cents - (
        order.refunded_cents - sum(line.refunded_cents for line in lines.values())
    )
    parts = session.scalars(select(RefundLine).where(RefundLine.refund_id == refund.id)).all()
    shipping = refund.amount_cents - sum(part.amount_cents for part in parts)
    excess = max(0, shipping - shipping_left)
    for part in parts:
        line = lines[part.order_line_id]
        left = line.net_cents - line.refunded_cents
        excess += max(0, part.amount_cents - left)
        part.amount_cents = min(part.amount_cents, left)
        part.quantity = min(part.quantity, line.quantity - line.refunded_quantity)
    if excess:
        session.add(RefundExcess(refund_id=refund.id, amount_cents=excess, at=clock.now()))
    session.flush()
    return excess


def book_excess(order: Order, refund: Refund, cents: int) -> None:
    sales.post_between(
        kind=sales.EXCESS,
        reference=str(refund.id),
        order_id=order.id,
        currency=order.currency,
        of=("merchant_payable", order.merchant_id),
        to=("gateway", 0),
        cents=cents,
    )


def came_back(order: Order, row: GatewayRefund, problem: str) -> None:
    """The gateway has the money again, and it is owed to the buyer."""
    session.add(
        RefundReturn(refund_id=row.refund_id, amount_cents=row.amount_cents, problem=problem, at=clock.now())
    )
    session.flush()
    sales.post_between(
        kind=sales.CAME_BACK,
        reference=row.reference,
        order_id=order.id,
        currency=order.currency,
        of=("gateway", 0),
        to=("refund_due", 0),
        cents=row.amount_cents,
    )


def owed(refund_id: int) -> RefundReturn | None:
    """What of a refund came back and has not reached the buyer."""
    return session.scalar(
        lock(select(RefundReturn).where(RefundReturn.refund_id == refund_id, RefundReturn.paid_at.is_(None)))
    )


def paid_again(order: Order, row: GatewayRefund, debt: RefundReturn) -> None:
    debt.paid_at = clock.now()
    session.flush()
    sales.post_between(
        kind=sales.PAID_AGAIN,
        reference=row.reference,
        order_id=order.id,
        currency=order.currency,
        of=("refund_due", 0),
        to=("gateway", 0),
        cents=row.amount_cents,
    )
