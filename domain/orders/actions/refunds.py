"""Giving money back: asked for by the buyer, decided by the merchant, posted to the cent."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.orders import policy
from domain.orders.actions import gateway_refunds, steps
from domain.orders.actions.arrival import unsent
from domain.orders.actions.booking import book, tell
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.events import RefundRequested
from domain.orders.models import Order, OrderLine, Refund, RefundLine
from domain.orders.rules import OPEN_REFUND, LineRefund, Refundable, refund_of, worth_of
from domain.people.viewer import Viewer


@action
def request_refund(
    actor: Viewer,
    number: str,
    *,
    reason: str,
    line_ids: Collection[int] = (),
    amount_cents: int | None = None,
) -> int:
    """The buyer asks for her money back: for the whole order with its shipping, or for the lines of `line_ids`; all
    that is left of it, or `amount_cents`. Nothing of the order vests until it is decided. Returns the refund's id."""
    order = steps.order_of_buyer(actor, number)
    require(policy.can_ask_refund(actor, order))
    reason = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    if session.scalar(select(Refund.id).where(Refund.order_id == order.id, Refund.state.in_(OPEN_REFUND))):
        raise Refused(N_("You have asked already. That has to be settled first."))
    wanted, shipping = _parts(order, steps.lines_of(order.id), line_ids, amount_cents)
    refund = Refund(
        order_id=order.id,
        amount_cents=sum(part.cents for part in wanted) + shipping,
        reason=reason,
        requested_by_id=actor.id,
        requested_at=clock.now(),
    )
    keep(refund, wanted)
    record(RefundRequested(refund.id, order.id, order.buyer_id, order.merchant_id))
    return refund.id


@action
def decide_refund(
    actor: Viewer, number: str, refund_id: int, *, accept: bool, reason: str = "", goods_back: bool = False
) -> None:
    """The merchant's word. Accepted: the money is posted back and, if `goods_back`, the pieces are on the shelf
    again. Refused: with a reason that the buyer reads."""
    order = steps.order_of_merchant(actor, number)
    require(policy.can_decide_refund(actor, order))
    refund = session.scalar(lock(select(Refund).where(Refund.id == refund_id, Refund.order_id == order.id)))
    if refund is None:
        raise NotFound
    if refund.state != "requested":
        raise Refused(N_("This refund has been decided already."))
    refund.decision_reason = typed(reason, "reason", MAX_REASON_CHARS, required=not accept)
    refund.decided_by_id = actor.id
    refund.decided_at = clock.now()
    if accept:
        _give_back(order, refund, goods_back, actor.id)
    else:
        refund.state = "refused"
        tell(order, refund, _product_ids(refund.id))


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
    return _give_back(order, refund, True, by_id)


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
    _give_back(order, refund, True, by_id)


def refundable(line: OrderLine) -> Refundable:
    """What of a line can be asked back: not what is still to be sent, that is cancelled."""
    left = Refundable(line.id, line.net_cents - line.refunded_cents, line.quantity - line.refunded_quantity)
    sent = left.quantity - unsent(line)
    return left if sent == left.quantity else Refundable(line.id, worth_of(left, sent), sent)


def _parts(
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
    shipping_given = order.refunded_cents - sum(line.refunded_cents for line in lines)
    shipping_left = order.shipping_cents - shipping_given
    try:
        return refund_of(
            left, shipping_left_cents=shipping_left, amount_cents=amount_cents, whole_order=is_whole
        )
    except ValueError:
        raise Refused(
            N_("That is not an amount that can go back from these lines."), field="amount"
        ) from None


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


def _give_back(order: Order, refund: Refund, goods_back: bool, by_id: int) -> bool:
    """By way of the gateway that took the money, which says later whether it did; else at once. Says which: True when
    the money is back."""
    refund.goods_back = goods_back
    if gateway_refunds.goes_by_gateway(order.id):
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
