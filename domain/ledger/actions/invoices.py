"""What operators write down about invoices of entry fees: that one is paid by a transfer, or cancelled. Another confirms
it, and `invoicing` says what follows."""

from sqlalchemy import Select, func, select

from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.ledger import policy
from domain.ledger.actions import proposals
from domain.ledger.actions.settlements import propose_settlement
from domain.ledger.models import Adjustment, CreditNote, Invoice, InvoiceStep, Settlement
from domain.people.viewer import Viewer


@action(quiet=True)
def propose_invoice_payment(actor: Viewer, invoice_id: int, *, external_reference: str) -> int:
    """Writes down that the company transferred the whole amount. Returns the id of the transfer, which another operator
    confirms."""
    require(policy.can_manage(actor))
    invoice = _undecided(invoice_id)
    if invoice.paid_at is not None:
        raise Refused(N_("This invoice is paid."))
    settlement_id = propose_settlement(
        actor,
        merchant_id=invoice.merchant_id,
        cents=invoice.amount_cents,
        external_reference=external_reference,
        memo=invoice.number,
        currency=invoice.currency,
    )
    session.add(InvoiceStep(invoice_id=invoice_id, settlement_id=settlement_id))
    return settlement_id


@action(quiet=True)
def propose_cancellation(actor: Viewer, invoice_id: int, *, reason: str) -> int:
    """Writes down that the invoice is not to be paid after all, or that what was paid goes back to the shop's account.
    Returns the id of the booking, which another operator confirms."""
    require(policy.can_manage(actor))
    invoice = _undecided(invoice_id)
    if not reason:
        raise Refused(N_("Give a reason: the one whose account it is reads it."), field="reason")
    adjustment_id = proposals.propose(
        actor,
        Adjustment(
            kind="entry_fee",
            account_kind="merchant_payable",
            holder_id=invoice.merchant_id,
            amount_cents=invoice.amount_cents,
            currency=invoice.currency,
            reason=reason,
        ),
    )
    session.add(InvoiceStep(invoice_id=invoice_id, adjustment_id=adjustment_id))
    return adjustment_id


def _undecided(invoice_id: int) -> Invoice:
    """The invoice, held still, if nothing has been written down about it that waits."""
    invoice = session.scalar(lock(select(Invoice).where(Invoice.id == invoice_id)))
    if invoice is None:
        raise NotFound
    if session.scalar(select(CreditNote.id).where(CreditNote.invoice_id == invoice_id)) is not None:
        raise Refused(N_("This invoice is cancelled."))
    if session.scalar(_waiting(invoice_id)) is not None:
        raise Refused(
            N_("Something about this invoice waits for its confirmation. Confirm it or take it back.")
        )
    return invoice


def _waiting(invoice_id: int) -> Select[int]:
    return (
        select(InvoiceStep.id)
        .outerjoin(Settlement, Settlement.id == InvoiceStep.settlement_id)
        .outerjoin(Adjustment, Adjustment.id == InvoiceStep.adjustment_id)
        .where(
            InvoiceStep.invoice_id == invoice_id,
            func.coalesce(Settlement.state, Adjustment.state) == "proposed",
        )
        .limit(1)
    )
