"""Giving money back: how much of which line, and by which way. Who decides that is in cases.py, or cancels."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from domain.orders.actions import gateway_refunds, steps
from domain.orders.actions.arrival import unsent
from domain.orders.actions.booking import book, tell
from domain.orders.models import Order, OrderLine, Refund, RefundLine
from domain.orders.rules import LineRefund, Refundable, refund_of, worth_of


def give_all_back(order: Order, *, by_id: int, reason: str) -> bool:
    """Inside the action that cancels a paid order before it is shipped: everything goes back. False when a gateway
    has to do it first; until then the order is being cancelled."""
    at = clock.now()
    wanted = [LineRefund(line.id, line.net_cents, line.quantity) for line in steps.lines_of(order.id)]
    refund = Refund(
        order_id=order.id,
        amount_cents=order.total_cents,
        reason=reason,
        requested_by_id=by_id,
        requested_at=at,
        decided_by_id=by_id,
        decided_at=at,
    )
    keep(refund, wanted)
    return give_back(order, refund, True, by_id)


def give_unsent_back(order: Order, *, by_id: int, reason: str) -> None:
    """Inside the action that ends a partly sent order: the pieces that have not left go back on the shelf, and what
    they cost to the buyer. The shipping fee is for what was sent."""
    at = clock.now()
    wanted = []
    for line in steps.lines_of(order.id):
        pieces = unsent(line)
        if pieces:
            line.withdrawn_quantity += pieces
            left = Refundable(
                line.id, line.net_cents - line.refunded_cents, line.quantity - line.refunded_quantity
            )
            wanted.append(LineRefund(line.id, worth_of(left, pieces), pieces))
    refund = Refund(
        order_id=order.id,
        amount_cents=sum(part.cents for part in wanted),
        reason=reason,
        requested_by_id=by_id,
        requested_at=at,
        decided_by_id=by_id,
        decided_at=at,
    )
    keep(refund, wanted)
    give_back(order, refund, True, by_id)


def refundable(line: OrderLine) -> Refundable:
    """What of a line can be asked back: not what is still to be sent, that is cancelled."""
    left = Refundable(line.id, line.net_cents - line.refunded_cents, line.quantity - line.refunded_quantity)
    sent = left.quantity - unsent(line)
    return left if sent == left.quantity else Refundable(line.id, worth_of(left, sent), sent)


def parts_of(
    order: Order, lines: Sequence[OrderLine], line_ids: Collection[int], amount_cents: int | None
) -> tuple[list[LineRefund], int]:
    """What is asked of which line, and of the shipping."""
    known = {line.id for line in lines}
    chosen = set(line_ids) or known
    if not chosen <= known:
        raise Refused(N_("These are not lines of this order."), field="lines")
    left = [refundable(line) for line in lines if line.id in chosen and line.refunded_cents < line.net_cents]
    # Shipping is for what was sent; it goes back with the whole order only.
    is_whole = chosen == known and not any(unsent(line) for line in lines)
    try:
        return refund_of(
            left,
            shipping_left_cents=shipping_left(order, lines),
            amount_cents=amount_cents,
            whole_order=is_whole,
        )
    except ValueError:
        raise Refused(
            N_("That is not an amount that can go back from these lines."), field="amount"
        ) from None


def shipping_left(order: Order, lines: Sequence[OrderLine]) -> int:
    """What of the shipping fee has not gone back yet."""
    return order.shipping_cents - (order.refunded_cents - sum(line.refunded_cents for line in lines))


def refuse(refund: Refund, *, by_id: int | None, reason: str) -> None:
    """The money stays where it is."""
    refund.state = "refused"
    refund.decided_by_id, refund.decided_at, refund.decision_reason = by_id, clock.now(), reason
    order = session.get_one(Order, refund.order_id)
    tell(order, refund, _product_ids(refund.id))


def keep(refund: Refund, parts: Sequence[LineRefund]) -> None:
    session.add(refund)
    session.flush()
    session.add_all(
        RefundLine(
            refund_id=refund.id,
            order_line_id=part.order_line_id,
            quantity=part.quantity,
            amount_cents=part.cents,
        )
        for part in parts
    )
    session.flush()


def give_back(order: Order, refund: Refund, goods_back: bool, by_id: int | None) -> bool:
    """Inside the action that decided it, the one way by which money goes back; `goods_back`: its pieces lie on the shelf
    again. By way of the gateway that took the money, which says later whether it did; else at once. Says which: True when
    the money is back."""
    refund.goods_back = goods_back
    if refund.amount_cents and gateway_refunds.goes_by_gateway(order.id):
        gateway_refunds.ask(order, refund, by_id)
        return False
    book(order, refund, by_id=by_id)
    return True


def _product_ids(refund_id: int) -> set[int]:
    statement = (
        select(OrderLine.product_id)
        .join(RefundLine, RefundLine.order_line_id == OrderLine.id)
        .where(RefundLine.refund_id == refund_id)
    )
    return set(session.scalars(statement))
