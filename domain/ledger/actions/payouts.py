"""Payouts: asked for by an angel or drawn up for a merchant (the money is held), approved, sent, and then arrived or
come back; rejected; taken back by the one who asked."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.ledger import policy
from domain.ledger.actions.posting import locked_balances, post
from domain.ledger.events import PayoutDecided, PayoutRequested
from domain.ledger.models import (
    Account,
    Entry,
    EntryLine,
    MerchantDestination,
    Payout,
    PayoutApproval,
    PayoutItem,
    PayoutStep,
    TaxProfile,
)
from domain.ledger.models.payouts import OPEN_STATES
from domain.ledger.queries import last_destination
from domain.ledger.rules import LEAST_MERCHANT_PAYOUT_CENTS, Line, PayoutTerms, amount_in_words, itemised
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer

log = logging.getLogger("angelsays.money")

# Entries that payouts make themselves: they are no earnings, so that no payout consists of them.
OWN_KINDS = ("payout_hold", "payout_return", "payout_paid")
ANGEL, MERCHANT = ("angel_available", "angel_held"), ("merchant_payable", "merchant_held")


@action(quiet=True)
def request_payout(
    actor: Viewer, *, cents: int, destination: str, currency: str, terms: PayoutTerms | None = None
) -> int:
    """Holds `cents` of the actor's available money and asks the operators to pay it to `destination` (empty: where
    the last withdrawal went). Returns the payout's id. Raises Refused below the least amount, above what is available,
    while another is open, and without a tax profile where the site demands one."""
    require(policy.can_withdraw(actor))
    terms = terms or PayoutTerms()
    _must_fit(actor, cents, currency, terms)
    # Both accounts are locked before anything is looked at, so that of two requests one sees the other.
    balances = locked_balances({(kind, actor.id, currency) for kind in ANGEL})
    if _has_open(Payout.user_id == actor.id, currency):
        raise Refused(N_("One withdrawal is open already. Wait for it or cancel it."))
    available = balances[("angel_available", actor.id, currency)]
    if available < 0:
        raise Refused(N_("Refunds took your available money below zero. New commissions fill it up first."))
    if cents > available:
        raise Refused(N_("There is not so much available."), field="amount")
    payout = Payout(
        user_id=actor.id,
        amount_cents=cents,
        fee_cents=terms.fee_cents,
        withheld_cents=terms.withheld_of(cents),
        currency=currency,
        destination=destination or last_destination(actor),
        approvals_needed=2 if cents >= terms.two_approvals_from_cents else 1,
    )
    return _drawn_up(payout, itemised(_uncovered("angel_available", actor.id, currency), cents), actor.id)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a merchant has coming for good: `lines` selects ids of order lines, `orders` those of orders whose part
    without a line, the shipping, goes with them."""

    lines: Select[int]
    orders: Select[int]


@action(quiet=True)
def draw_up_for_merchant(
    merchant_id: int,
    currency: str,
    *,
    settled: Settled,
    least_cents: int = LEAST_MERCHANT_PAYOUT_CENTS,
    terms: PayoutTerms | None = None,
) -> int | None:
    """Holds what is due to a merchant: what is `settled`, and what else was booked on his account; what he owes for
    other lines is set against it. Returns the payout's id, None when there is nothing to send yet. The jobs do this,
    no person."""
    terms = terms or PayoutTerms()
    balances = locked_balances({(kind, merchant_id, currency) for kind in MERCHANT})
    if _has_open(Payout.merchant_id == merchant_id, currency):
        return None
    items = _due(merchant_id, currency, settled)
    cents = sum(amount for _, amount in items)
    if cents < max(1, least_cents) or cents > balances[("merchant_payable", merchant_id, currency)]:
        return None
    destination = session.get(MerchantDestination, merchant_id)
    payout = Payout(
        merchant_id=merchant_id,
        amount_cents=cents,
        currency=currency,
        destination=destination.destination if destination else "",
        approvals_needed=2 if cents >= terms.two_approvals_from_cents else 1,
    )
    return _drawn_up(payout, items, None)


@action(quiet=True)
def cancel_payout(actor: Viewer, payout_id: int) -> None:
    """The one who asked takes it back while nobody has approved it."""
    payout = _in_state(payout_id, "requested")
    if payout.user_id != actor.id:
        raise NotFound
    require(policy.can_cancel(actor, payout))
    _end(payout, actor, "cancelled")


@action(quiet=True)
def approve_payout(actor: Viewer, payout_id: int) -> None:
    """An operator has looked at it. With the last approval that it needs it can be sent."""
    require(policy.can_manage(actor))
    payout = _in_state(payout_id, "requested")
    operators = policy.operator_count()
    approved_by = _approved_by(payout.id)
    require(policy.can_approve(actor, payout, at=clock.now(), operators=operators, approved_by=approved_by))
    if operators == 1 and payout.approvals_needed > 1:
        log.warning("payout %d was approved by its only operator, user %d", payout.id, actor.id)
    session.add(PayoutApproval(payout_id=payout.id, operator_id=actor.id, at=clock.now()))
    is_enough = policy.is_approved(
        payout,
        approvals=len(approved_by) + 1,
        operators=operators,
        payee_is_operator=payout.user_id is not None and policy.is_operator(payout.user_id),
    )
    if is_enough:
        _step(payout, actor, "approved")
    else:
        session.flush()


@action(quiet=True)
def reject_payout(actor: Viewer, payout_id: int, *, reason: str) -> None:
    """The money goes back to what is available; `reason` is shown to the one who asked."""
    payout = _to_decide(actor, payout_id, "requested", "approved")
    if not reason:
        raise Refused(N_("Give a reason: the person reads it."), field="reason")
    _end(payout, actor, "rejected", reason)


@action(quiet=True)
def send_payout(actor: Viewer, payout_id: int, *, external_reference: str) -> None:
    """The transfer was made; `external_reference` names it at the bank and is used once."""
    payout = _to_decide(actor, payout_id, "approved")
    if not external_reference:
        raise Refused(N_("Enter the reference of the transfer."), field="external_reference")
    # Behind the bank's lock, so that of two operators with the same slip one sees the other.
    locked_balances({_held(payout), ("bank", 0, payout.currency)})
    if session.scalar(select(Payout.id).where(Payout.external_reference == external_reference)) is not None:
        raise Refused(N_("This reference was used for another withdrawal."), field="external_reference")
    payout.external_reference = external_reference
    _step(payout, actor, "sent")


@action(quiet=True)
def confirm_payout(actor: Viewer, payout_id: int) -> None:
    """The transfer has arrived: the money has left the site."""
    payout = _to_decide(actor, payout_id, "sent")
    _step(payout, actor, "succeeded")
    arriving = payout.amount_cents - payout.fee_cents - payout.withheld_cents
    parts = [
        Line(_held(payout)[:2], -payout.amount_cents),
        Line(("bank", 0), arriving),
        Line(("platform_fee", 0), payout.fee_cents),
        Line(("tax_withheld", 0), payout.withheld_cents),
    ]
    post(
        kind="payout_paid",
        reference=str(payout.id),
        currency=payout.currency,
        lines=[part for part in parts if part.cents],
    )


@action(quiet=True)
def fail_payout(actor: Viewer, payout_id: int, *, reason: str) -> None:
    """The transfer came back: the money is available again; `reason` is shown to the payee."""
    payout = _to_decide(actor, payout_id, "sent")
    if not reason:
        raise Refused(N_("Give a reason: the person reads it."), field="reason")
    _end(payout, actor, "failed", reason)


@action(quiet=True)
def pay_payout(actor: Viewer, payout_id: int, *, external_reference: str) -> None:
    """Approved, sent and arrived in one: for a transfer that was made and seen to arrive before it is written down.
    Raises Refused when somebody else has to approve it first."""
    if session.scalar(select(Payout.state).where(Payout.id == payout_id)) == "requested":
        approve_payout(actor, payout_id)
        if session.scalar(select(Payout.state).where(Payout.id == payout_id)) == "requested":
            raise Refused(N_("Another operator has to approve this first."))
    send_payout(actor, payout_id, external_reference=external_reference)
    confirm_payout(actor, payout_id)


def _must_fit(actor: Viewer, cents: int, currency: str, terms: PayoutTerms) -> None:
    if cents < terms.least_cents:
        raise Refused(
            N_("The least withdrawal is %(least)s."),
            field="amount",
            least=amount_in_words(terms.least_cents, currency),
        )
    if terms.arriving_of(cents) <= 0:
        raise Refused(N_("After fee and tax nothing of it would be left."), field="amount")
    if terms.needs_tax_profile and session.get(TaxProfile, actor.id) is None:
        raise Refused(
            N_("Fill in your tax profile first: this site asks for it before the first withdrawal.")
        )


def _has_open(is_payee: ColumnElement[bool], currency: str) -> bool:
    statement = select(Payout.id).where(
        is_payee,
        Payout.currency == currency,
        Payout.state.in_(OPEN_STATES),
    )
    return session.scalar(statement) is not None


def _drawn_up(payout: Payout, items: Collection[tuple[int, int]], by_id: int | None) -> int:
    """Writes down the payout and its items, and holds its amount."""
    payout.state, payout.requested_at = "requested", clock.now()
    session.add(payout)
    session.flush()
    session.execute(
        insert(PayoutItem),
        [
            {"payout_id": payout.id, "entry_line_id": line, "amount_cents": amount, "released_at": None}
            for line, amount in items
        ],
    )
    _note(payout, by_id)
    available, held = MERCHANT if payout.merchant_id else ANGEL
    _move(payout, "payout_hold", available, held)
    if payout.user_id is not None:
        record(PayoutRequested(payout.id, payout.user_id))
    return payout.id


def _uncovered(kind: str, holder_id: int, currency: str, *conditions: object) -> list[tuple[int, int]]:
    """The lines of an account with what of them no payout consists of yet, the oldest first."""
    left = _left().subquery()
    statement = (
        select(left.c.id, left.c.left)
        .join(Account, Account.id == left.c.account_id)
        .where(
            Account.kind == kind,
            Account.holder_id == holder_id,
            Account.currency == currency,
            left.c.left != 0,
            *conditions,  # type: ignore[arg-type]
        )
        .order_by(left.c.id)
    )
    return [(row.id, int(row.left)) for row in session.execute(statement)]


def _left() -> Select[*tuple[object, ...]]:
    covered = (
        select(func.coalesce(func.sum(PayoutItem.amount_cents), 0))
        .where(PayoutItem.entry_line_id == EntryLine.id, PayoutItem.released_at.is_(None))
        .correlate(EntryLine)
        .scalar_subquery()
    )
    return (
        select(
            EntryLine.id,
            EntryLine.account_id,
            EntryLine.order_line_id,
            Entry.order_id,
            (EntryLine.amount_cents - covered).label("left"),
        )
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(Entry.kind.not_in(OWN_KINDS))
    )


def _due(merchant_id: int, currency: str, settled: Settled) -> list[tuple[int, int]]:
    left = _left().subquery()
    line_id, order_id = left.c.order_line_id, left.c.order_id
    mine = (
        Account.kind == "merchant_payable",
        Account.holder_id == merchant_id,
        Account.currency == currency,
        left.c.left != 0,
    )
    owing = select(line_id).join(Account, Account.id == left.c.account_id).where(*mine)
    owing_lines = owing.where(line_id.is_not(None)).group_by(line_id).having(func.sum(left.c.left) < 0)
    owing_orders = (
        owing.with_only_columns(order_id)
        .where(line_id.is_(None), order_id.is_not(None))
        .group_by(order_id)
        .having(func.sum(left.c.left) < 0)
    )
    statement = (
        select(left.c.id, left.c.left)
        .join(Account, Account.id == left.c.account_id)
        .where(
            *mine,
            or_(
                order_id.is_(None),
                line_id.in_(settled.lines),
                line_id.in_(owing_lines),
                and_(line_id.is_(None), or_(order_id.in_(settled.orders), order_id.in_(owing_orders))),
            ),
        )
        .order_by(left.c.id)
    )
    return [(row.id, int(row.left)) for row in session.execute(statement)]


def _approved_by(payout_id: int) -> set[int]:
    return set(
        session.scalars(select(PayoutApproval.operator_id).where(PayoutApproval.payout_id == payout_id))
    )


def _to_decide(actor: Viewer, payout_id: int, *states: str) -> Payout:
    require(policy.can_manage(actor))
    payout = _in_state(payout_id, *states)
    require(policy.can_decide(actor, payout, at=clock.now(), operators=policy.operator_count()))
    return payout


def _in_state(payout_id: int, *states: str) -> Payout:
    payout = session.scalar(lock(select(Payout).where(Payout.id == payout_id)))
    if payout is None:
        raise NotFound
    if payout.state not in states:
        raise Refused(_why_not(payout.state))
    return payout


def _why_not(state: str) -> str:
    match state:
        case "requested":
            return N_("This withdrawal has to be approved first.")
        case "approved":
            return N_("This withdrawal is approved already.")
        case "sent":
            return N_("This withdrawal was sent already.")
        case _:
            return N_("This withdrawal was decided already.")


def _end(payout: Payout, by: Viewer, state: str, reason: str = "") -> None:
    """It comes to nothing: the money goes back, its lines are free for another payout."""
    payout.reason = reason
    _step(payout, by, state, reason)
    session.execute(
        update(PayoutItem).where(PayoutItem.payout_id == payout.id).values(released_at=clock.now())
    )
    available, held = MERCHANT if payout.merchant_id else ANGEL
    _move(payout, "payout_return", held, available)


def _step(payout: Payout, by: Viewer, state: str, note: str = "") -> None:
    payout.state = state
    payout.decided_by_id = by.id
    payout.decided_at = clock.now()
    _note(payout, by.id, note)
    record(PayoutDecided(payout.id, _payee(payout), state))


def _note(payout: Payout, by_id: int | None, note: str = "") -> None:
    session.add(PayoutStep(payout_id=payout.id, state=payout.state, by_id=by_id, at=clock.now(), note=note))
    session.flush()


def _payee(payout: Payout) -> int:
    if payout.user_id is not None:
        return payout.user_id
    owner = session.scalar(select(Merchant.owner_id).where(Merchant.id == payout.merchant_id))
    return owner or 0


def _held(payout: Payout) -> tuple[str, int, str]:
    if payout.merchant_id is not None:
        return "merchant_held", payout.merchant_id, payout.currency
    return "angel_held", payout.user_id or 0, payout.currency


def _move(payout: Payout, kind: str, source: str, target: str) -> None:
    holder = payout.merchant_id or payout.user_id or 0
    post(
        kind=kind,
        reference=str(payout.id),
        currency=payout.currency,
        lines=[
            Line((source, holder), -payout.amount_cents),
            Line((target, holder), payout.amount_cents),
        ],
    )
