"""News of what the site asks of a shop, for its owners: invoices and the fee of the platform."""

from sqlalchemy import select

from core.db import session
from domain.ledger.events import InvoiceMoved
from domain.ledger.models import CreditNote, Invoice
from domain.merchants.events import FeeMoved
from domain.merchants.models import FeeVersion, Merchant
from domain.merchants.policy import OWNING
from domain.merchants.queries import staff_of
from domain.notices.actions import tell


def moved(fact: InvoiceMoved) -> None:
    invoice = session.get(Invoice, fact.invoice_id)
    if invoice is None:
        return
    cancelled = session.scalar(select(CreditNote).where(CreditNote.invoice_id == invoice.id))
    at = {
        "issued": invoice.issued_at,
        "paid": invoice.paid_at,
        "cancelled": cancelled.issued_at if cancelled else None,
    }[fact.state]
    tell(
        staff_of(fact.merchant_id, OWNING),
        kind="invoice",
        target=("invoice", invoice.id),
        at=at or invoice.issued_at,
        facts={
            "state": fact.state,
            "number": invoice.number,
            "cents": invoice.amount_cents,
            "due": invoice.due_at.isoformat() if invoice.due_at and invoice.paid_at is None else "",
            "reason": cancelled.reason if cancelled else invoice.reason,
        },
    )


def fee_moved(fact: FeeMoved) -> None:
    version = session.scalar(
        select(FeeVersion).where(FeeVersion.merchant_id == fact.merchant_id, FeeVersion.number == fact.number)
    )
    name = session.scalar(select(Merchant.name).where(Merchant.id == fact.merchant_id))
    if version is None or name is None:
        return
    tell(
        staff_of(fact.merchant_id, OWNING),
        kind="fee",
        target=("merchant", fact.merchant_id),
        at=version.applied_at or version.set_at,
        facts={
            "state": fact.state,
            "name": name,
            "old_bps": version.before_bps,
            "new_bps": version.fee_bps,
            "applies_at": version.applies_at.isoformat(),
            "reason": version.reason,
        },
    )
