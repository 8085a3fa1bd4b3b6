"""Money that goes back by way of the gateway that took it: asked for, accepted or failed. The ledger moves when it is
accepted. Who speaks to the gateway is jobs/gateways.py; what it says comes in here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from adapters.payments import RefundAsk, Returned
from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.orders import policy
from domain.orders.actions import money_back, steps
from domain.orders.actions.booking import book
from domain.orders.events import OrderEnded, RefundFailed, RefundSent
from domain.orders.models import GatewayPart, GatewayPayment, GatewayRefund, Order, Payment, Refund
from domain.orders.rules import State
from domain.people.viewer import Viewer

# When the gateway is asked again: it has not answered clearly, or is at it for days.
ASK_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 360))
# A payment that an order could not take and that did not go back is tried anew by itself, so often and so far apart.
RETURNED_AGAIN = timedelta(hours=6)
RETURNED_TRIES = 28
BATCH = 50


@dataclass(frozen=True, slots=True)
class Due:
    """A refund to ask about, and of which gateway."""

    provider: str
    ask: RefundAsk

    def with_notices_to(self, url: str) -> RefundAsk:
        return replace(self.ask, notify_url=url)


def external_id(order: Order, payment: GatewayPayment) -> str:
    """One transaction may pay several orders, each with a payment of its own."""
    return f"{payment.transaction_id}/{order.number}"


def goes_by_gateway(order_id: int) -> bool:
    """A gateway took the money of this order."""
    return _paid_part(order_id) is not None


def ask(order: Order, refund: Refund, by_id: int | None) -> None:
    """Inside the action that agrees to a refund: the gateway is to be asked. An order of which everything goes back
    before it is shipped is being cancelled until the money is there."""
    refund.state = "sent"
    refund.failure = ""
    _put_down(_payment_of(order.id), order.id, refund.id, refund.amount_cents)
    is_all = order.refunded_cents + refund.amount_cents == order.total_cents
    if is_all and order.state == State.PAID and order.part_sent_at is None:
        note = refund.decision_reason or refund.reason
        steps.take(order, "cancel_by_gateway", by_id=by_id, note=note)
    record(RefundSent(refund.id, order.id, order.buyer_id, order.merchant_id))


def send_back(payment_id: int, order_id: int, amount_cents: int) -> None:
    """Inside the action that takes a payment: the order cannot take it, so that it goes back."""
    _put_down(payment_id, order_id, None, amount_cents)


@action
def retry_refund(actor: Viewer, number: str, refund_id: int) -> None:
    """The merchant asks the gateway once more for what it did not do."""
    order = steps.order_of_merchant(actor, number)
    require(policy.can_decide_refund(actor, order))
    refund = session.scalar(lock(select(Refund).where(Refund.id == refund_id, Refund.order_id == order.id)))
    if refund is None:
        raise NotFound
    debt = money_back.owed(refund.id)
    if debt is not None and not _is_asked(refund.id):
        _put_down(_payment_of(order.id), order.id, refund.id, debt.amount_cents)
    elif refund.state == "failed":
        ask(order, refund, actor.id)
    else:
        raise Refused(N_("The gateway is at it already."))


def due_refunds() -> Sequence[Due]:
    """What a gateway is to be asked now."""
    statement = (
        select(GatewayRefund, GatewayPayment, Refund.reason)
        .join(GatewayPayment, GatewayPayment.id == GatewayRefund.payment_id)
        .outerjoin(Refund, Refund.id == GatewayRefund.refund_id)
        .where(GatewayRefund.state == "requested", GatewayRefund.next_at <= clock.now())
        .order_by(GatewayRefund.next_at, GatewayRefund.id)
        .limit(BATCH)
    )
    found = [
        Due(
            payment.provider,
            RefundAsk(
                reference=row.reference,
                payment_reference=payment.reference,
                transaction_id=payment.transaction_id or "",
                amount_cents=row.amount_cents,
                total_cents=payment.amount_cents,
                currency=payment.currency,
                reason=reason or "",
                notify_url="",
                remote_id=row.remote_id,
            ),
        )
        for row, payment, reason in session.execute(statement)
    ]
    session.rollback()
    return found


@action(quiet=True)
def put_off(reference: str) -> None:
    """The gateway's answer was not clear: it is asked again later."""
    row = session.scalar(lock(select(GatewayRefund).where(GatewayRefund.reference == reference)))
    if row is not None and row.state == "requested":
        _ask_later(row, clock.now())


@action
def take_returned(provider: str, said: Returned) -> str:
    """Takes a gateway's word on a refund. Returns accepted, failed, requested (it is at it) or repeated; raises Refused
    when nothing of the kind was asked for. One that was accepted may fail later, when the buyer's bank sends it back."""
    found = session.execute(
        select(GatewayRefund.id, GatewayRefund.order_id)
        .join(GatewayPayment, GatewayPayment.id == GatewayRefund.payment_id)
        .where(GatewayRefund.reference == said.reference, GatewayPayment.provider == provider)
    ).first()
    if found is None:
        raise Refused(N_("No such refund was asked for."))
    order = steps.order_by_id(found.order_id)
    row = session.scalars(lock(select(GatewayRefund).where(GatewayRefund.id == found.id))).one()
    if (said.amount_cents, said.currency) != (row.amount_cents, order.currency):
        raise Refused(N_("The amount is not that of the refund."))
    came_back = row.state == "accepted" and said.state == "failed"
    if row.state != "requested" and not came_back:
        return "repeated"
    row.remote_id = said.remote_id or row.remote_id
    at = clock.now()
    if said.state == "accepted":
        row.state, row.ended_at = "accepted", at
        _accepted(order, row)
    elif said.state == "failed":
        row.state, row.ended_at, row.problem = "failed", at, said.problem
        (_came_back if came_back else _failed)(order, row)
    else:
        _ask_later(row, at)
    session.flush()
    return row.state


def _paid_part(order_id: int) -> GatewayPart | None:
    return session.scalar(
        select(GatewayPart).where(GatewayPart.order_id == order_id, GatewayPart.outcome == "paid")
    )


def _payment_of(order_id: int) -> int:
    part = _paid_part(order_id)
    if part is None:
        raise ValueError(f"no gateway took the money of order {order_id}")
    return part.payment_id


def _is_asked(refund_id: int) -> bool:
    statement = select(GatewayRefund.id).where(
        GatewayRefund.refund_id == refund_id, GatewayRefund.state == "requested"
    )
    return session.scalar(statement) is not None


def _put_down(
    payment_id: int, order_id: int, refund_id: int | None, amount_cents: int, *, wait: timedelta = timedelta()
) -> None:
    at = clock.now()
    session.add(
        GatewayRefund(
            reference="R" + ids.code(20),
            payment_id=payment_id,
            order_id=order_id,
            refund_id=refund_id,
            amount_cents=amount_cents,
            requested_at=at,
            next_at=at + wait,
        )
    )
    session.flush()


def _ask_later(row: GatewayRefund, at: datetime) -> None:
    row.next_at = at + ASK_AGAIN[min(row.times_asked, len(ASK_AGAIN) - 1)]
    row.times_asked += 1


def _accepted(order: Order, row: GatewayRefund) -> None:
    if row.refund_id is None:
        _mark_returned(order, row, "refunded")
        return
    debt = money_back.owed(row.refund_id)
    if debt is not None:
        money_back.paid_again(order, row, debt)
        return
    refund = session.scalars(lock(select(Refund).where(Refund.id == row.refund_id))).one()
    was_cancelling = order.state == State.CANCELLING
    book(order, refund, by_id=refund.decided_by_id)
    if was_cancelling:
        record(OrderEnded(order.id, order.buyer_id, order.merchant_id, State.CANCELLED))


def _mark_returned(order: Order, row: GatewayRefund, state: str) -> None:
    payment = session.get_one(GatewayPayment, row.payment_id)
    session.execute(
        update(Payment)
        .where(Payment.order_id == order.id, Payment.external_id == external_id(order, payment))
        .values(state=state)
    )


def _failed(order: Order, row: GatewayRefund) -> None:
    if row.refund_id is None:
        _try_anew(row)
        return
    refund = session.scalars(lock(select(Refund).where(Refund.id == row.refund_id))).one()
    refund.failure = row.problem
    if money_back.owed(refund.id) is None:
        refund.state = "failed"
    record(RefundFailed(refund.id, order.id, order.buyer_id, order.merchant_id))


def _came_back(order: Order, row: GatewayRefund) -> None:
    if row.refund_id is None:
        _mark_returned(order, row, "returning")
        _try_anew(row)
        return
    money_back.came_back(order, row, row.problem)
    refund = session.scalars(lock(select(Refund).where(Refund.id == row.refund_id))).one()
    refund.failure = row.problem
    record(RefundFailed(refund.id, order.id, order.buyer_id, order.merchant_id))


def _try_anew(row: GatewayRefund) -> None:
    tries = session.scalar(
        select(func.count())
        .select_from(GatewayRefund)
        .where(
            GatewayRefund.payment_id == row.payment_id,
            GatewayRefund.order_id == row.order_id,
            GatewayRefund.refund_id.is_(None),
        )
    )
    if (tries or 0) < RETURNED_TRIES:
        _put_down(row.payment_id, row.order_id, None, row.amount_cents, wait=RETURNED_AGAIN)
