"""News of orders. An order has one notice for its buyer and one for each of the merchant's people, which says how it
stands; so one job takes all events of orders, in the order in which they happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from core.db import session
from core.events import Event
from domain.merchants.policy import OWNING, SHIPPING, SUPPORTING
from domain.merchants.queries import staff_of
from domain.notices.actions import tell
from domain.orders.events import (
    OrderEnded,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    OrderShipped,
    ParcelSent,
    PaymentClaimed,
    PaymentDisputed,
    PaymentRefused,
    PaymentReturned,
    RefundDecided,
    RefundFailed,
)
from domain.orders.models import Dispute, Order, OrderCase, OrderLine, OrderStep, Refund, Shipment
from domain.orders.rules import METHODS, State


@dataclass(frozen=True, slots=True)
class Step:
    """Who took the last step of an order and when; `by_id` is None for the clock and for gateways."""

    by_id: int | None
    at: datetime
    note: str


# What the notice says once all of an order has left, by how it reaches its buyer.
HANDED_OVER = {"parcel": "shipped", "pickup": "ready", "digital": "delivered"}


def moved(fact: Event) -> None:
    match fact:
        case OrderPlaced():
            _placed(fact)
        case PaymentClaimed():
            _tell_staff(fact, "claimed", _word(fact.order_id, OrderStep.by_id == fact.buyer_id))
        case OrderPaid():
            _paid(fact)
        case PaymentRefused():
            step = _word(fact.order_id, OrderStep.by_id != fact.buyer_id)
            _tell_buyer(fact, "payment_refused", step, reason=step.note)
        case PaymentReturned():
            _tell_buyer(
                fact,
                "payment_returned",
                _word(fact.order_id, OrderStep.by_id.is_(None)),
                cents=fact.amount_cents,
            )
        case ParcelSent():
            parcel = session.get_one(Shipment, fact.shipment_id)
            _tell_buyer(fact, "part_shipped", Step(parcel.by_id, parcel.shipped_at, ""))
        case OrderShipped():
            delivery = session.get_one(Order, fact.order_id).delivery
            _tell_buyer(fact, HANDED_OVER[delivery], _step(fact.order_id, State.SHIPPED))
        case OrderReceived():
            _received(fact)
        case OrderEnded():
            _ended(fact)
        case RefundDecided():
            _refund_decided(fact)
        case RefundFailed():
            _refund_failed(fact)
        case PaymentDisputed():
            _disputed(fact)


def _placed(fact: OrderPlaced) -> None:
    """What is paid online is news to the merchant once it is paid."""
    order = session.get_one(Order, fact.order_id)
    if not _is_paid_online(order):
        _tell_staff(fact, "new", Step(fact.buyer_id, order.placed_at, ""))


def _is_paid_online(order: Order) -> bool:
    return METHODS[order.payment_method].cash_holder == "platform"


def _paid(fact: OrderPaid) -> None:
    order = session.get_one(Order, fact.order_id)
    step = _step(fact.order_id, State.RECEIVED if order.payment_method == "cod" else State.PAID)
    if order.cash_holder == "platform":
        _tell_staff(fact, "new", step)
    else:
        _tell_buyer(fact, "paid", step)


def _received(fact: OrderReceived) -> None:
    step = _step(fact.order_id, State.RECEIVED)
    state = "received_by_clock" if step.by_id is None else "received"
    _tell_buyer(fact, state, step)
    _tell_staff(fact, state, step)


def _ended(fact: OrderEnded) -> None:
    order = session.get_one(Order, fact.order_id)
    step = _step(fact.order_id, fact.state)
    _tell_buyer(fact, fact.state, step, reason=step.note, cents=order.refunded_cents)
    # An order that was to be paid online and never was is one that the merchant never heard of.
    if not _is_paid_online(order) or order.paid_at is not None:
        _tell_staff(fact, fact.state, step, reason=step.note)


def _refund_decided(fact: RefundDecided) -> None:
    """What a case brought is told by the case."""
    if session.scalar(select(OrderCase.id).where(OrderCase.refund_id == fact.refund_id)):
        return
    refund = session.get_one(Refund, fact.refund_id)
    if not refund.amount_cents:
        return
    step = Step(refund.decided_by_id, refund.decided_at or refund.requested_at, refund.decision_reason)
    _tell_buyer(fact, f"refund_{fact.state}", step, reason=step.note, cents=refund.amount_cents)


def _refund_failed(fact: RefundFailed) -> None:
    """By no person: so that whoever decided it reads it too."""
    refund = session.get_one(Refund, fact.refund_id)
    step = Step(None, refund.decided_at or refund.requested_at, refund.failure)
    for tell_them in (_tell_buyer, _tell_staff):
        tell_them(fact, "refund_failed", step, reason=step.note, cents=refund.amount_cents)


def _disputed(fact: PaymentDisputed) -> None:
    dispute = session.get_one(Dispute, fact.dispute_id)
    step = Step(None, dispute.ended_at or dispute.opened_at, dispute.reason)
    _tell_staff(fact, f"dispute_{fact.state}", step, reason=step.note, cents=dispute.amount_cents)


def _tell_buyer(fact: Any, state: str, step: Step, **more: Any) -> None:
    """Of everything but her own steps. Who did it is no part of the notice: she bought from a shop."""
    if step.by_id != fact.buyer_id:
        tell(
            [fact.buyer_id],
            kind="order",
            target=("order", fact.order_id),
            at=step.at,
            facts={**_EMPTY, **_facts(fact.order_id), "state": state, **more},
        )


# Whose part of the work it is; everything else is news to who sends.
_WHOSE = {
    "claimed": OWNING,
    "refund_failed": SUPPORTING,
    "dispute_open": OWNING,
    "dispute_won": OWNING,
    "dispute_lost": OWNING,
}


def _tell_staff(fact: Any, state: str, step: Step, **more: Any) -> None:
    facts = {**_EMPTY, **_facts(fact.order_id), "state": state, **more}
    staff = staff_of(fact.merchant_id, _WHOSE.get(state, SHIPPING)) - {step.by_id or 0}
    packers = staff & staff_of(fact.merchant_id, SHIPPING - OWNING)
    for people, told in ((staff - packers, facts), (packers, {**facts, **_WITHOUT_MONEY})):
        tell(people, kind="shop_order", target=("order", fact.order_id), at=step.at, facts=told)


# Who packs and sends does not read the money.
_WITHOUT_MONEY = {"total_cents": 0, "cents": 0}


# A later state must not show the amount or the reason of an earlier one.
_EMPTY = {"reason": "", "cents": 0}


def _facts(order_id: int) -> dict[str, Any]:
    order = session.get_one(Order, order_id)
    titles = session.scalars(
        select(OrderLine.title).where(OrderLine.order_id == order_id).order_by(OrderLine.id)
    ).all()
    return {
        "number": order.number,
        "title": titles[0] if titles else "",
        "lines": len(titles),
        "total_cents": order.total_cents,
    }


def _step(order_id: int, state: str) -> Step:
    """The order's last step into `state`. It may have taken others since."""
    return _last(OrderStep.order_id == order_id, OrderStep.to_state == state)


def _word(order_id: int, who: ColumnElement[bool]) -> Step:
    """What was last said about the payment, by such a person: a line of history that changes no state."""
    return _last(OrderStep.order_id == order_id, OrderStep.from_state == OrderStep.to_state, who)


def _last(*which: ColumnElement[bool]) -> Step:
    statement = select(OrderStep.by_id, OrderStep.at, OrderStep.note).where(*which)
    return Step(*session.execute(statement.order_by(OrderStep.id.desc()).limit(1)).one())
