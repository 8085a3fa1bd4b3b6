"""Giving money back: asked for by the buyer, decided by the merchant, posted to the cent."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.money import share
from core.policy import require
from core.unit import action, record
from domain.angels import commissions
from domain.catalog import stock
from domain.ledger import sales
from domain.ledger.sales import RefundLineFacts
from domain.orders import policy
from domain.orders.actions import steps
from domain.orders.actions.arrival import recount, unsent
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.events import RefundDecided, RefundRequested
from domain.orders.models import Order, OrderLine, Refund, RefundLine
from domain.orders.rules import LineRefund, Refundable, State, refund_of, worth_of
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
    if session.scalar(select(Refund.id).where(Refund.order_id == order.id, Refund.state == "requested")):
        raise Refused(N_("You have asked already. The merchant has to decide first."))
    wanted, shipping = _parts(order, steps.lines_of(order.id), line_ids, amount_cents)
    refund = Refund(
        order_id=order.id,
        amount_cents=sum(part.cents for part in wanted) + shipping,
        reason=reason,
        requested_by_id=actor.id,
        requested_at=clock.now(),
    )
    _keep(refund, wanted)
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
        _tell(order, refund, _product_ids(refund.id))


def give_all_back(order: Order, *, by_id: int, reason: str) -> None:
    """Inside the action that cancels a paid order before it is shipped: everything goes back, at once."""
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
    _keep(refund, wanted)
    _give_back(order, refund, True, by_id)


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
    _keep(refund, wanted)
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


def _keep(refund: Refund, parts: Sequence[LineRefund]) -> None:
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


def _give_back(order: Order, refund: Refund, goods_back: bool, by_id: int) -> None:
    refund.state = "accepted"
    refund.goods_back = goods_back
    lines = {line.id: line for line in steps.lines_of(order.id)}
    parts = session.scalars(select(RefundLine).where(RefundLine.refund_id == refund.id)).all()
    # In the order in which stock is locked everywhere.
    parts = sorted(parts, key=lambda part: lines[part.order_line_id].variant_id)
    facts = [_take_from(lines[part.order_line_id], part, order.fee_bps, goods_back) for part in parts]
    order.refunded_cents += refund.amount_cents
    session.flush()
    product_ids = {lines[part.order_line_id].product_id for part in parts}
    if order.refunded_cents == order.total_cents:
        if order.state == State.PAID and order.part_sent_at is not None:
            steps.take(order, "ship", by_id=by_id, shipped_at=clock.now())
            session.refresh(order)
        way = "cancel_paid" if order.state == State.PAID else "refund_all"
        steps.take(
            order, way, by_id=by_id, note=refund.decision_reason or refund.reason, ended_at=clock.now()
        )
    if any(lines[part.order_line_id].received_at for part in parts):
        recount(order.buyer_id, product_ids)
    _tell(order, refund, product_ids)
    sales.post_refund(
        refund_id=refund.id,
        order_id=order.id,
        merchant_id=order.merchant_id,
        currency=order.currency,
        cash_holder=order.cash_holder,
        lines=facts,
        shipping_cents=refund.amount_cents - sum(part.amount_cents for part in parts),
    )


def _take_from(line: OrderLine, part: RefundLine, fee_bps: int, goods_back: bool) -> RefundLineFacts:
    line.refunded_cents += part.amount_cents
    line.refunded_quantity += part.quantity
    left = line.net_cents - line.refunded_cents
    # Both stay at their rate of what is left, so that no sequence of refunds drifts by a cent.
    fee_before = line.fee_cents
    line.fee_cents = share(left, fee_bps)
    commission = commissions.reduce(line.id, remaining_base_cents=left)
    if goods_back and part.quantity:
        stock.put_back(line.variant_id, part.quantity)
        part.restocked = part.quantity
    angel_id = line.angel_id if commission else None
    return RefundLineFacts(line.id, part.amount_cents, fee_before - line.fee_cents, angel_id, commission)


def _tell(order: Order, refund: Refund, product_ids: Collection[int]) -> None:
    record(
        RefundDecided(
            refund.id, order.id, order.buyer_id, order.merchant_id, refund.state, tuple(sorted(product_ids))
        )
    )


def _product_ids(refund_id: int) -> set[int]:
    statement = (
        select(OrderLine.product_id)
        .join(RefundLine, RefundLine.order_line_id == OrderLine.id)
        .where(RefundLine.refund_id == refund_id)
    )
    return set(session.scalars(statement))
