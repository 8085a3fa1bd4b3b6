"""Money between the site and a merchant outside of sales, written down by one operator and confirmed by another."""

from sqlalchemy import select

from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.ledger import policy
from domain.ledger.actions import invoicing, proposals
from domain.ledger.actions.posting import locked_balances, post
from domain.ledger.models import Settlement
from domain.ledger.rules import Line
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer


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
    return proposals.propose(
        actor,
        Settlement(
            merchant_id=merchant_id,
            amount_cents=cents,
            currency=currency,
            external_reference=external_reference,
            memo=memo,
        ),
    )


@action(quiet=True)
def confirm_settlement(actor: Viewer, settlement_id: int) -> None:
    """Posts it. Raises Refused when it would pay a merchant more than his account holds."""
    settlement = proposals.confirmable(actor, Settlement, settlement_id)
    invoicing.follow_transfer(settlement)
    merchant = ("merchant_payable", settlement.merchant_id)
    balances = locked_balances({(*merchant, settlement.currency), ("bank", 0, settlement.currency)})
    if (
        settlement.amount_cents < 0
        and balances[(*merchant, settlement.currency)] + settlement.amount_cents < 0
    ):
        raise Refused(N_("The merchant's account does not hold so much."))
    proposals.end(settlement, actor, "posted")
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
    proposals.end(proposals.opened(actor, Settlement, settlement_id), actor, "withdrawn")


def _is_used(external_reference: str, currency: str) -> bool:
    # Behind the bank's lock, so that of two operators with the same slip one sees the other.
    locked_balances({("bank", 0, currency)})
    statement = select(Settlement.id).where(
        Settlement.external_reference == external_reference, Settlement.state != "withdrawn"
    )
    return session.scalar(statement) is not None
