"""Money between the site and a merchant outside of sales, written down by one operator and confirmed by another."""

import logging

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.ledger import policy
from domain.ledger.actions.posting import locked_balances, post
from domain.ledger.models import Settlement
from domain.ledger.rules import Line
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer

log = logging.getLogger("angelsays.money")


@action(quiet=True)
def propose_settlement(
    actor: Viewer, *, merchant_id: int, cents: int, external_reference: str, memo: str, currency: str
) -> int:
    """Writes down a transfer: `cents` above zero came from the merchant, below zero went to him. Returns its id.
    No account moves before it is confirmed."""
    require(policy.can_manage(actor))
    if cents == 0:
        raise Refused(N_("Enter the amount that was transferred."), field="amount")
    if session.get(Merchant, merchant_id) is None:
        raise Refused(N_("There is no such merchant."), field="merchant_id")
    if not external_reference:
        raise Refused(N_("Enter the reference of the transfer."), field="external_reference")
    if _is_used(external_reference, currency):
        raise Refused(N_("This reference was used for another transfer."), field="external_reference")
    settlement = Settlement(
        merchant_id=merchant_id,
        amount_cents=cents,
        currency=currency,
        external_reference=external_reference,
        memo=memo,
        state="proposed",
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
    )
    session.add(settlement)
    session.flush()
    return settlement.id


@action(quiet=True)
def confirm_settlement(actor: Viewer, settlement_id: int) -> None:
    """Posts it. Raises Refused when it would pay a merchant more than his account holds."""
    settlement = _open(actor, settlement_id)
    require(policy.can_confirm(actor, settlement, at=clock.now(), operators=policy.operator_count()))
    merchant = ("merchant_payable", settlement.merchant_id)
    balances = locked_balances({(*merchant, settlement.currency), ("bank", 0, settlement.currency)})
    if (
        settlement.amount_cents < 0
        and balances[(*merchant, settlement.currency)] + settlement.amount_cents < 0
    ):
        raise Refused(N_("The merchant's account does not hold so much."))
    if settlement.proposed_by_id == actor.id:
        log.warning("settlement %d was confirmed by its only operator, user %d", settlement.id, actor.id)
    _end(settlement, actor, "posted")
    post(
        kind="settlement",
        reference=str(settlement.id),
        currency=settlement.currency,
        lines=[Line(merchant, settlement.amount_cents), Line(("bank", 0), -settlement.amount_cents)],
        memo=settlement.memo,
    )


@action(quiet=True)
def withdraw_settlement(actor: Viewer, settlement_id: int) -> None:
    """It was a mistake: any operator may take back what was not posted."""
    _end(_open(actor, settlement_id), actor, "withdrawn")


def _is_used(external_reference: str, currency: str) -> bool:
    # Behind the bank's lock, so that of two operators with the same slip one sees the other.
    locked_balances({("bank", 0, currency)})
    statement = select(Settlement.id).where(
        Settlement.external_reference == external_reference, Settlement.state != "withdrawn"
    )
    return session.scalar(statement) is not None


def _open(actor: Viewer, settlement_id: int) -> Settlement:
    require(policy.can_manage(actor))
    settlement = session.scalar(lock(select(Settlement).where(Settlement.id == settlement_id)))
    if settlement is None:
        raise NotFound
    if settlement.state != "proposed":
        raise Refused(N_("This transfer was decided already."))
    return settlement


def _end(settlement: Settlement, by: Viewer, state: str) -> None:
    settlement.state = state
    settlement.decided_by_id = by.id
    settlement.decided_at = clock.now()
    session.flush()
