"""Withdrawals: asked for (the money is held), then paid, rejected or taken back."""

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.ledger import policy
from domain.ledger.actions.posting import locked_balances, post
from domain.ledger.events import PayoutDecided, PayoutRequested
from domain.ledger.models import Payout
from domain.ledger.queries import last_destination
from domain.ledger.rules import LEAST_PAYOUT_CENTS, Line, amount_in_words
from domain.people.viewer import Viewer


@action(quiet=True)
def request_payout(actor: Viewer, *, cents: int, destination: str, currency: str) -> int:
    """Holds `cents` of the actor's available money and asks the operators to pay it to `destination` (empty: where
    the last withdrawal went). Returns the payout's id. Raises Refused below the least amount, above what is available, or while another is open."""
    require(policy.can_withdraw(actor))
    if cents < LEAST_PAYOUT_CENTS:
        raise Refused(
            N_("The least withdrawal is %(least)s."),
            field="amount",
            least=amount_in_words(LEAST_PAYOUT_CENTS, currency),
        )
    # Both accounts are locked before anything is looked at, so that of two requests one sees the other.
    balances = locked_balances({("angel_available", actor.id, currency), ("angel_held", actor.id, currency)})
    if _has_open(actor.id, currency):
        raise Refused(N_("One withdrawal is open already. Wait for it or cancel it."))
    available = balances[("angel_available", actor.id, currency)]
    if available < 0:
        raise Refused(N_("Refunds took your available money below zero. New commissions fill it up first."))
    if cents > available:
        raise Refused(N_("There is not so much available."), field="amount")
    payout = Payout(
        user_id=actor.id,
        amount_cents=cents,
        currency=currency,
        destination=destination or last_destination(actor),
        state="requested",
        requested_at=clock.now(),
    )
    session.add(payout)
    session.flush()
    _move(payout, "payout_hold", "angel_available", "angel_held")
    record(PayoutRequested(payout.id, actor.id))
    return payout.id


@action(quiet=True)
def cancel_payout(actor: Viewer, payout_id: int) -> None:
    """The one who asked takes it back while it is open."""
    payout = _open(payout_id)
    if payout.user_id != actor.id:
        raise NotFound
    require(policy.can_cancel(actor, payout))
    _end(payout, actor, "cancelled")
    _move(payout, "payout_return", "angel_held", "angel_available")


@action(quiet=True)
def reject_payout(actor: Viewer, payout_id: int, *, reason: str) -> None:
    """The money goes back to what is available; `reason` is shown to the one who asked."""
    payout = _decided(actor, payout_id)
    if not reason:
        raise Refused(N_("Give a reason: the person reads it."), field="reason")
    _end(payout, actor, "rejected", reason=reason)
    _move(payout, "payout_return", "angel_held", "angel_available")


@action(quiet=True)
def pay_payout(actor: Viewer, payout_id: int, *, external_reference: str) -> None:
    """The money was sent; `external_reference` names the transfer at the bank and is used once."""
    payout = _decided(actor, payout_id)
    if not external_reference:
        raise Refused(N_("Enter the reference of the transfer."), field="external_reference")
    # Behind the bank's lock, so that of two operators with the same slip one sees the other.
    locked_balances({("angel_held", payout.user_id, payout.currency), ("bank", 0, payout.currency)})
    if session.scalar(select(Payout.id).where(Payout.external_reference == external_reference)) is not None:
        raise Refused(N_("This reference was used for another withdrawal."), field="external_reference")
    _end(payout, actor, "paid", external_reference=external_reference)
    _move(payout, "payout_paid", "angel_held", None)


def _has_open(user_id: int, currency: str) -> bool:
    statement = select(Payout.id).where(
        Payout.user_id == user_id, Payout.currency == currency, Payout.state == "requested"
    )
    return session.scalar(statement) is not None


def _decided(actor: Viewer, payout_id: int) -> Payout:
    require(policy.can_manage(actor))
    payout = _open(payout_id)
    require(policy.can_decide(actor, payout, at=clock.now(), operators=policy.operator_count()))
    return payout


def _open(payout_id: int) -> Payout:
    payout = session.scalar(lock(select(Payout).where(Payout.id == payout_id)))
    if payout is None:
        raise NotFound
    if payout.state != "requested":
        raise Refused(N_("This withdrawal was decided already."))
    return payout


def _end(
    payout: Payout, by: Viewer, state: str, *, reason: str = "", external_reference: str | None = None
) -> None:
    payout.state = state
    payout.decided_by_id = by.id
    payout.decided_at = clock.now()
    payout.reason = reason
    payout.external_reference = external_reference
    session.flush()
    record(PayoutDecided(payout.id, payout.user_id, state))


def _move(payout: Payout, kind: str, source: str, target: str | None) -> None:
    """From one purse of the person to another, or (without a target) out of the site's bank."""
    to = (target, payout.user_id) if target else ("bank", 0)
    post(
        kind=kind,
        reference=str(payout.id),
        currency=payout.currency,
        lines=[Line((source, payout.user_id), -payout.amount_cents), Line(to, payout.amount_cents)],
    )
