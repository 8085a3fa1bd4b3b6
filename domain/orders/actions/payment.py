"""Money for orders: a gateway's notice, the buyer's word about a transfer, the merchant's word about cash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.orders import policy
from domain.orders.actions import steps
from domain.orders.actions.expiry import release_stock
from domain.orders.actions.settlement import settle, take_stock_again
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.events import OrderEnded, PaymentClaimed, PaymentRefused, PaymentReturned
from domain.orders.models import Order, Payment, PaymentNotice
from domain.orders.rules import CONFIRM_WITHIN, METHODS, State
from domain.people.viewer import Viewer

# How often the merchant may fail to find the buyer's transfer before the order ends.
MAX_CLAIMS = 2

_EVENT = select(PaymentNotice.id).where(
    PaymentNotice.provider == bindparam("provider"), PaymentNotice.event_id == bindparam("event")
)
_PAYMENT = select(Payment.id).where(
    Payment.provider == bindparam("provider"), Payment.external_id == bindparam("external")
)
_KNOWN = select(or_(_EVENT.exists(), _PAYMENT.exists()))


@dataclass(frozen=True, slots=True)
class Notice:
    """What a gateway says, its signature checked already: this much was paid for this order."""

    provider: str
    event_id: str
    external_id: str
    order_number: str
    amount_cents: int
    currency: str


@action
def pay_by_sandbox(actor: Viewer, number: str, *, whole_checkout: bool = False) -> list[str]:
    """The development gateway pays: this order, or all unpaid orders of its checkout. Returns their numbers. Paying
    what is paid already changes nothing."""
    order = steps.order_of_buyer(actor, number)
    if order.paid_at is None:
        require(policy.can_pay_online(actor, order))
    numbers = [number]
    if whole_checkout and order.checkout_id is not None:
        numbers = list(
            session.scalars(
                select(Order.number)
                .where(
                    Order.checkout_id == order.checkout_id,
                    Order.payment_method == "sandbox",
                    Order.state == State.AWAITING_PAYMENT,
                )
                .order_by(Order.id)
            )
        )
    for one in numbers:
        due = steps.order_of_buyer(actor, one)
        key = f"sandbox-{one}"
        take_notice(Notice("sandbox", key, key, one, due.total_cents, due.currency))
    return numbers


@action
def take_notice(notice: Notice, body: dict[str, Any] | None = None) -> str:
    """Takes a gateway's word that an order was paid. A copy of a notice changes nothing. Money that an order
    cannot take goes back at once. Returns paid, repeated or returned; raises Refused when the notice does not fit
    the order."""
    order = steps.order_numbered(notice.order_number)
    if order is None or order.payment_method != notice.provider:
        raise Refused(N_("There is no such order to be paid this way."))
    if _is_known(notice):
        return "repeated"
    if (notice.amount_cents, notice.currency) != (order.total_cents, order.currency):
        raise Refused(N_("The amount is not that of the order."))
    at = clock.now()
    session.add(
        PaymentNotice(
            provider=notice.provider, event_id=notice.event_id, order_id=order.id, body=body or {}, at=at
        )
    )
    if order.state == State.AWAITING_PAYMENT:
        settle(order, "pay", notice.provider, by_id=None, external_id=notice.external_id)
        return "paid"
    if order.state == State.EXPIRED and take_stock_again(order):
        settle(order, "pay_late", notice.provider, by_id=None, external_id=notice.external_id, ended_at=None)
        return "paid"
    _send_back(order, notice, at)
    return "returned"


@action
def claim_payment(actor: Viewer, number: str, *, proof_key: str | None = None) -> None:
    """The buyer says that she has transferred the money, with a picture of it if she likes."""
    order = steps.order_of_buyer(actor, number)
    require(policy.can_claim_payment(actor, order))
    at = clock.now()
    session.add(
        Payment(
            order_id=order.id,
            provider="transfer",
            state="claimed",
            amount_cents=order.total_cents,
            proof_key=proof_key,
            created_at=at,
        )
    )
    order.buyer_says_paid_at = at
    order.reserved_until_at = at + CONFIRM_WITHIN
    steps.note_down(order, order.state, order.state, actor.id)
    record(PaymentClaimed(order.id, order.buyer_id, order.merchant_id))


@action
def confirm_payment(actor: Viewer, number: str) -> None:
    """The merchant has the money: the transfer has come, or the courier has brought the cash. Said again, it changes
    nothing. A transfer may be confirmed after its time while the stock is still there."""
    order = steps.order_of_merchant(actor, number)
    if order.paid_at is not None and order.cash_holder == "merchant":
        return
    require(policy.can_confirm_payment(actor, order))
    if order.payment_method == "cod":
        settle(order, None, "cod", by_id=actor.id)
    elif order.state == State.AWAITING_PAYMENT:
        settle(order, "pay", "transfer", by_id=actor.id)
    elif take_stock_again(order):
        settle(order, "pay_late", "transfer", by_id=actor.id, ended_at=None)
    else:
        raise Refused(
            N_("The time was over and the goods are sold. Please send the money back to the buyer.")
        )


@action
def refuse_payment(actor: Viewer, number: str, *, reason: str = "") -> None:
    """The money that the buyer speaks of did not come: she may try again once, then the order ends. Or the parcel
    that was to be paid in cash was not taken: the order ends."""
    order = steps.order_of_merchant(actor, number)
    require(policy.can_refuse_payment(actor, order))
    reason = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    session.execute(
        update(Payment).where(Payment.order_id == order.id, Payment.state == "claimed").values(state="failed")
    )
    if order.payment_method == "cod":
        _end(order, "bring_back", actor, reason)
    elif _failed_claims(order.id) >= MAX_CLAIMS:
        _end(order, "cancel_unpaid", actor, reason)
    else:
        order.buyer_says_paid_at = None
        order.reserved_until_at = clock.now() + (METHODS["transfer"].keeps_for or CONFIRM_WITHIN)
        steps.note_down(order, order.state, order.state, actor.id, reason)
        record(PaymentRefused(order.id, order.buyer_id, order.merchant_id))


def _end(order: Order, way: str, actor: Viewer, reason: str) -> None:
    release_stock(order)
    steps.take(order, way, by_id=actor.id, note=reason, ended_at=clock.now(), reserved_until_at=None)
    record(OrderEnded(order.id, order.buyer_id, order.merchant_id, State.CANCELLED))


def _failed_claims(order_id: int) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Payment)
            .where(Payment.order_id == order_id, Payment.state == "failed")
        )
        or 0
    )


def _is_known(notice: Notice) -> bool:
    """The event came before, or another event about the same payment."""
    asked = {
        "provider": notice.provider,
        "event": notice.event_id,
        "external": notice.external_id,
    }
    return bool(session.scalar(_KNOWN, asked))


def _send_back(order: Order, notice: Notice, at: datetime) -> None:
    session.add(
        Payment(
            order_id=order.id,
            provider=notice.provider,
            external_id=notice.external_id,
            state="refunded",
            amount_cents=notice.amount_cents,
            created_at=at,
        )
    )
    steps.note_down(order, order.state, order.state, None)
    record(PaymentReturned(order.id, order.buyer_id, order.merchant_id, notice.amount_cents))
