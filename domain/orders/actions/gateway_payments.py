"""Payments at a gateway: asked for, taken to the cent for each order that they cover, closed when nobody paid. No
action here speaks to a gateway: a web request or a job does, outside any transaction, and brings what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from adapters.payments import Ended, Paid
from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.angels import traces
from domain.catalog.models import Variant
from domain.orders import policy
from domain.orders.actions import steps
from domain.orders.actions.gateway_refunds import external_id, send_back
from domain.orders.actions.settlement import settle, take_stock_again
from domain.orders.events import PaymentReturned
from domain.orders.models import (
    GatewayPart,
    GatewayPayment,
    Order,
    OrderLine,
    Payment,
    PaymentNotice,
)
from domain.orders.rules import State
from domain.people.viewer import Viewer

# When the gateway is asked how an open payment stands, though it has sent no notice.
LOOK_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (20, 40, 60, 120, 300, 900))
BATCH = 50


@dataclass(frozen=True, slots=True)
class Started:
    """A payment to be opened at its gateway, or, with `goes_to`, one that is open there already."""

    reference: str
    provider: str
    way: str
    amount_cents: int
    currency: str
    expires_at: datetime
    parts: tuple[tuple[str, int], ...]
    goes_to: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """An open payment to ask about. `is_over`: nobody can use it any more, so that it is to be closed."""

    reference: str
    provider: str
    remote_id: str
    is_over: bool


@action
def start_payment(
    actor: Viewer, number: str, *, provider: str, way: str, whole_checkout: bool = False
) -> Started:
    """The buyer goes to pay at `provider`: this order, or all unpaid orders of its checkout at once. Pressed twice, it
    is the same payment."""
    orders = _to_pay(actor, number, whole_checkout)
    for order in orders:
        require(policy.can_pay_at_gateway(actor, order))
    amounts = {order.id: order.total_cents for order in orders}
    parts = tuple((order.number, order.total_cents) for order in orders)
    at = clock.now()
    there = _same_open(actor, provider, way, amounts, at)
    if there is not None:
        return _started(there, parts)
    payment = GatewayPayment(
        reference="P" + ids.code(20),
        buyer_id=actor.id,
        provider=provider,
        way=way,
        amount_cents=sum(amounts.values()),
        currency=orders[0].currency,
        created_at=at,
        expires_at=min(order.reserved_until_at or at for order in orders),
        asked_at=at,
    )
    session.add(payment)
    session.flush()
    session.add_all(
        GatewayPart(payment_id=payment.id, order_id=order_id, amount_cents=cents)
        for order_id, cents in amounts.items()
    )
    for order in orders:
        order.payment_method = provider
    return _started(payment, parts)


@action(quiet=True)
def payment_opened(reference: str, *, goes_to: str, remote_id: str) -> None:
    payment = _locked(reference)
    payment.goes_to, payment.remote_id = goes_to, remote_id


@action
def take_paid(provider: str, said: Paid, *, event_id: str, body: dict[str, Any] | None = None) -> str:
    """Takes a gateway's word that a payment was made. Each order that it covers is paid with its part, to the cent; the
    part of an order that cannot take it goes back by itself. A copy changes nothing. Returns paid, returned or
    repeated; raises Refused when it does not fit what was asked for."""
    orders = _orders_locked(said.reference)
    payment = session.scalar(
        lock(
            select(GatewayPayment).where(
                GatewayPayment.reference == said.reference, GatewayPayment.provider == provider
            )
        )
    )
    if payment is None or not orders:
        raise Refused(N_("No such payment was asked for."))
    if (said.amount_cents, said.currency) != (payment.amount_cents, payment.currency):
        raise Refused(N_("The amount is not that of the payment."))
    if payment.transaction_id not in (None, said.transaction_id):
        raise Refused(N_("It was paid by another transaction."))
    if payment.state == "paid" or _is_known(provider, event_id):
        return "repeated"
    at = clock.now()
    payment.state, payment.transaction_id = "paid", said.transaction_id
    payment.paid_at = payment.ended_at = at
    session.add(
        PaymentNotice(provider=provider, event_id=event_id, order_id=orders[0].id, body=body or {}, at=at)
    )
    if said.payer:
        traces.note(payment.buyer_id, [("payer", traces.of_payer(f"{provider}:{said.payer}"))])
    # All pieces before the first account, in the order in which everybody takes them.
    _lock_pieces(orders)
    parts = {
        part.order_id: part
        for part in session.scalars(select(GatewayPart).where(GatewayPart.payment_id == payment.id))
    }
    outcomes = [_take_part(order, payment, parts[order.id], at) for order in orders]
    session.flush()
    return "paid" if "paid" in outcomes else "returned"


@action
def take_ended(provider: str, said: Ended) -> str:
    """Nothing was paid and nothing can be. Returns closed or repeated."""
    payment = session.scalar(
        lock(
            select(GatewayPayment).where(
                GatewayPayment.reference == said.reference, GatewayPayment.provider == provider
            )
        )
    )
    if payment is None:
        raise Refused(N_("No such payment was asked for."))
    if payment.state != "open":
        return "repeated"
    payment.state, payment.ended_at = "closed", clock.now()
    return "closed"


def due_payments() -> Sequence[Open]:
    """Open payments that the gateway is to be asked about now: after a while without a notice, and when their time is
    over or their orders have been paid otherwise or ended."""
    at = clock.now()
    statement = (
        select(GatewayPayment)
        .where(GatewayPayment.state == "open", GatewayPayment.asked_at <= at - LOOK_AGAIN[0])
        .order_by(GatewayPayment.asked_at)
        .limit(BATCH * 4)
    )
    rows = session.scalars(statement).all()
    due = [row for row in rows if row.asked_at <= at - _pause(row) or _is_over(row, at)][:BATCH]
    found = [Open(row.reference, row.provider, row.remote_id, _is_over(row, at)) for row in due]
    session.rollback()
    return found


def open_payment(viewer: Viewer, reference: str) -> Open | None:
    """The viewer's own payment, to ask about now; None when it is settled. Raises NotFound for anybody else's."""
    if not (reference.isascii() and reference.isalnum()):
        raise NotFound
    payment = session.scalar(
        select(GatewayPayment).where(
            GatewayPayment.reference == reference, GatewayPayment.buyer_id == viewer.id
        )
    )
    if payment is None:
        raise NotFound
    if payment.state != "open":
        return None
    return Open(payment.reference, payment.provider, payment.remote_id, False)


@action(quiet=True)
def asked_now(reference: str) -> None:
    payment = _locked(reference)
    payment.asked_at = clock.now()
    payment.times_asked += 1


def _pause(payment: GatewayPayment) -> timedelta:
    return LOOK_AGAIN[min(payment.times_asked, len(LOOK_AGAIN) - 1)]


def _is_over(payment: GatewayPayment, at: datetime) -> bool:
    """A minute's grace: what was pressed in the last second is on its way."""
    return payment.expires_at + timedelta(minutes=1) <= at


def _to_pay(actor: Viewer, number: str, whole_checkout: bool) -> list[Order]:
    """The orders, locked in their order."""
    first = session.scalar(select(Order).where(Order.number == number, Order.buyer_id == actor.id))
    if first is None:
        raise NotFound
    wanted = [first.id]
    if whole_checkout and first.checkout_id is not None:
        wanted += session.scalars(
            select(Order.id).where(
                Order.checkout_id == first.checkout_id,
                Order.state == State.AWAITING_PAYMENT,
                Order.cash_holder == first.cash_holder,
            )
        ).all()
    return list(session.scalars(lock(select(Order).where(Order.id.in_(wanted)).order_by(Order.id))))


def _same_open(
    actor: Viewer, provider: str, way: str, amounts: dict[int, int], at: datetime
) -> GatewayPayment | None:
    rows = session.scalars(
        select(GatewayPayment)
        .join(GatewayPart, GatewayPart.payment_id == GatewayPayment.id)
        .where(
            GatewayPart.order_id == min(amounts),
            GatewayPayment.buyer_id == actor.id,
            GatewayPayment.provider == provider,
            GatewayPayment.way == way,
            GatewayPayment.state == "open",
            GatewayPayment.expires_at > at,
        )
    ).all()
    for row in rows:
        parts = session.execute(
            select(GatewayPart.order_id, GatewayPart.amount_cents).where(GatewayPart.payment_id == row.id)
        ).all()
        if {part.order_id: part.amount_cents for part in parts} == amounts:
            return row
    return None


def _started(payment: GatewayPayment, parts: tuple[tuple[str, int], ...]) -> Started:
    return Started(
        payment.reference,
        payment.provider,
        payment.way,
        payment.amount_cents,
        payment.currency,
        payment.expires_at,
        parts,
        payment.goes_to,
    )


def _locked(reference: str) -> GatewayPayment:
    payment = session.scalar(lock(select(GatewayPayment).where(GatewayPayment.reference == reference)))
    if payment is None:
        raise NotFound
    return payment


def _is_known(provider: str, event_id: str) -> bool:
    event = select(PaymentNotice.id).where(
        PaymentNotice.provider == provider, PaymentNotice.event_id == event_id
    )
    return session.scalar(event) is not None


def _orders_locked(reference: str) -> list[Order]:
    of_payment = (
        select(GatewayPart.order_id)
        .join(GatewayPayment, GatewayPayment.id == GatewayPart.payment_id)
        .where(GatewayPayment.reference == reference)
    )
    return list(session.scalars(lock(select(Order).where(Order.id.in_(of_payment)).order_by(Order.id))))


def _lock_pieces(orders: Sequence[Order]) -> None:
    wanted = select(OrderLine.variant_id).where(OrderLine.order_id.in_([order.id for order in orders]))
    session.scalars(lock(select(Variant).where(Variant.id.in_(wanted)).order_by(Variant.id))).all()


def _take_part(order: Order, payment: GatewayPayment, part: GatewayPart, at: datetime) -> str:
    late = order.state == State.EXPIRED and take_stock_again(order)
    if order.state == State.AWAITING_PAYMENT or late:
        order.payment_method = payment.provider
        ended: dict[str, Any] = {"ended_at": None} if late else {}
        way = "pay_late" if late else "pay"
        settle(order, way, payment.provider, by_id=None, external_id=external_id(order, payment), **ended)
        part.outcome = "paid"
    else:
        _return(order, payment, part, at)
        part.outcome = "returned"
    return part.outcome


def _return(order: Order, payment: GatewayPayment, part: GatewayPart, at: datetime) -> None:
    session.add(
        Payment(
            order_id=order.id,
            provider=payment.provider,
            external_id=external_id(order, payment),
            state="returning",
            amount_cents=part.amount_cents,
            created_at=at,
        )
    )
    send_back(payment.id, order.id, part.amount_cents)
    steps.note_down(order, order.state, order.state, None)
    record(PaymentReturned(order.id, order.buyer_id, order.merchant_id, part.amount_cents))
