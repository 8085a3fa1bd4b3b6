"""What gateways tell of their own accord, by what it says. Their signatures have been checked."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select, update

from adapters.payments import Disputed, Ended, Heard, Paid, Returned, ReturnedSoFar
from core import clock
from core.db import lock, session
from core.errors import Refused
from core.i18n import N_
from core.money import split
from core.unit import action, record
from domain.angels import commissions
from domain.ledger.sales import CHARGEBACK
from domain.orders.actions import steps
from domain.orders.actions.booking import book
from domain.orders.actions.gateway_payments import take_ended, take_paid
from domain.orders.actions.gateway_refunds import take_returned
from domain.orders.actions.refunds import keep
from domain.orders.events import PaymentDisputed
from domain.orders.models import Dispute, GatewayPart, GatewayPayment, GatewayRefund, Order, Refund
from domain.orders.rules import LineRefund, Refundable, refund_of


def take_heard(provider: str, heard: Heard) -> str:
    """Says in a word what became of it; raises Refused when it does not fit what was asked for."""
    match heard.fact:
        case Paid():
            return take_paid(provider, heard.fact, event_id=heard.event_id, body=heard.body)
        case Ended():
            return take_ended(provider, heard.fact)
        case Returned():
            return take_returned(provider, heard.fact)
        case ReturnedSoFar():
            return take_returned_so_far(provider, heard.fact)
        case Disputed():
            return take_disputed(provider, heard.fact)
    return "nothing"


@action
def take_returned_so_far(provider: str, said: ReturnedSoFar) -> str:
    """A word on all that went back of a payment: what we asked for is asked about at once. Returns noted, or more, when
    somebody gave back more at the gateway's own desk than was asked for here."""
    payment = _payment_of(provider, said.transaction_id, said.currency)
    session.execute(
        update(GatewayRefund)
        .where(GatewayRefund.payment_id == payment.id, GatewayRefund.state == "requested")
        .values(next_at=clock.now())
    )
    ours = session.scalar(
        select(func.coalesce(func.sum(GatewayRefund.amount_cents), 0)).where(
            GatewayRefund.payment_id == payment.id, GatewayRefund.state != "failed"
        )
    )
    return "more" if said.amount_cents > (ours or 0) else "noted"


@action
def take_disputed(provider: str, said: Disputed) -> str:
    """The buyer's bank wants the money back: nothing of the orders vests until it has decided. Lost, it is as if the
    orders had been refunded, since the money is gone. Returns the dispute's state, or repeated."""
    orders = _orders_of(provider, said.transaction_id)
    payment = _payment_of(provider, said.transaction_id, said.currency)
    if not 0 < said.amount_cents <= payment.amount_cents:
        raise Refused(N_("The amount is not that of the payment."))
    at = clock.now()
    dispute = session.scalar(
        select(Dispute).where(Dispute.provider == provider, Dispute.external_id == said.external_id)
    )
    if dispute is None:
        dispute = Dispute(
            provider=provider,
            external_id=said.external_id,
            payment_id=payment.id,
            state="",
            amount_cents=said.amount_cents,
            reason=said.reason,
            opened_at=at,
        )
        session.add(dispute)
    elif dispute.state in ("won", "lost") or dispute.state == said.state:
        return "repeated"
    dispute.state = said.state
    dispute.ended_at = None if said.state == "open" else at
    session.flush()
    # A payment may be disputed more than once, its parts one after the other.
    is_open = session.scalar(
        select(exists().where(Dispute.payment_id == payment.id, Dispute.state == "open"))
    )
    for order in orders:
        if is_open:
            commissions.hold(order.id, "dispute", order.id)
        else:
            commissions.release("dispute", order.id)
        record(PaymentDisputed(dispute.id, order.id, order.buyer_id, order.merchant_id, said.state))
    if said.state == "lost":
        _charge_back(orders, dispute)
    return said.state


def _charge_back(orders: Sequence[Order], dispute: Dispute) -> None:
    """Booked as refunds that are done, from each order by what is left of it."""
    left = [order.total_cents - order.refunded_cents for order in orders]
    amounts = split(min(dispute.amount_cents, sum(left)), left)
    at = clock.now()
    for order, cents in zip(orders, amounts, strict=True):
        if not cents:
            continue
        wanted, shipping = _parts(order, cents)
        refund = Refund(
            order_id=order.id,
            amount_cents=sum(part.cents for part in wanted) + shipping,
            reason=dispute.reason,
            requested_at=at,
            decided_at=at,
            # What has not been sent stays on the shelf.
            goods_back=order.shipped_at is None and order.part_sent_at is None,
        )
        keep(refund, wanted)
        book(order, refund, by_id=None, kind=CHARGEBACK)


def _parts(order: Order, cents: int) -> tuple[list[LineRefund], int]:
    """From all lines alike, sent or not: a bank asks nobody."""
    lines = steps.lines_of(order.id)
    left = [
        Refundable(line.id, line.net_cents - line.refunded_cents, line.quantity - line.refunded_quantity)
        for line in lines
        if line.refunded_cents < line.net_cents
    ]
    shipping_given = order.refunded_cents - sum(line.refunded_cents for line in lines)
    return refund_of(
        left,
        shipping_left_cents=order.shipping_cents - shipping_given,
        amount_cents=cents,
        whole_order=True,
    )


def _orders_of(provider: str, transaction_id: str) -> list[Order]:
    """The orders that this transaction paid, locked."""
    paid = (
        select(GatewayPart.order_id)
        .join(GatewayPayment, GatewayPayment.id == GatewayPart.payment_id)
        .where(
            GatewayPayment.provider == provider,
            GatewayPayment.transaction_id == transaction_id,
            GatewayPart.outcome == "paid",
        )
    )
    return list(session.scalars(lock(select(Order).where(Order.id.in_(paid)).order_by(Order.id))))


def _payment_of(provider: str, transaction_id: str, currency: str) -> GatewayPayment:
    payment = session.scalar(
        lock(
            select(GatewayPayment).where(
                GatewayPayment.provider == provider, GatewayPayment.transaction_id == transaction_id
            )
        )
    )
    if payment is None or payment.currency != currency:
        raise Refused(N_("No such payment was asked for."))
    return payment
