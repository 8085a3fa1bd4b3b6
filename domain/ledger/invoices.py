"""What may be read of invoices: the shop's own for its owners, all of them for operators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.ledger import policy
from domain.ledger.models import Adjustment, CreditNote, Invoice, InvoiceStep, Settlement
from domain.merchants.policy import OWNING, can_see_books
from domain.people.viewer import Viewer

PAGE = 20
CHUNK = 200


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """`transfer` is the reference of the transfer that paid it, empty when sales did. `waits`: payment or cancellation,
    while an operator has written that down and another has not confirmed it. `cancelled_by` is the number of its credit
    note."""

    id: int
    number: str
    merchant_id: int
    recipient: str
    registration: str
    reason: str
    amount_cents: int
    currency: str
    issued_at: datetime
    due_at: datetime | None
    paid_at: datetime | None
    transfer: str
    waits: str
    cancelled_by: str
    cancelled_at: datetime | None
    cancelled_for: str
    is_late: bool

    @property
    def state(self) -> str:
        if self.cancelled_by:
            return "cancelled"
        if self.paid_at is not None:
            return "paid"
        return "overdue" if self.is_late else "open"


def invoices(
    viewer: Viewer, merchant_id: int | None, *, before: int | None = None, size: int = PAGE
) -> Page[InvoiceRow]:
    """Those of a shop, or of all (None, for operators), the newest first."""
    require(policy.can_manage(viewer) if merchant_id is None else can_see_books(viewer, merchant_id))
    statement = _rows().order_by(Invoice.id.desc()).limit(size + 1)
    if merchant_id is not None:
        statement = statement.where(Invoice.merchant_id == merchant_id)
    if before:
        statement = statement.where(Invoice.id < before)
    return page_of([_row(row) for row in session.execute(statement)], size, lambda row: row.id)


def every_invoice(viewer: Viewer, merchant_id: int | None) -> Iterator[InvoiceRow]:
    """The same, all of them, a chunk at a time."""
    before: int | None = None
    while True:
        chunk = invoices(viewer, merchant_id, before=before, size=CHUNK)
        yield from chunk
        if chunk.next_cursor is None:
            return
        before = chunk.items[-1].id


def invoice_for(viewer: Viewer, number: str) -> InvoiceRow | None:
    """The invoice of this number, or that the credit note of this number cancels. None for who may not see the shop's
    books."""
    mine = Invoice.merchant_id.in_(sorted(viewer.shops_as(OWNING)))
    statement = _rows().where(or_(Invoice.number == number, CreditNote.number == number))
    row = session.execute(statement if viewer.is_operator else statement.where(mine)).first()
    return _row(row) if row is not None else None


def invoice_of(viewer: Viewer, invoice_id: int) -> InvoiceRow | None:
    """One of all, for operators."""
    require(policy.can_manage(viewer))
    row = session.execute(_rows().where(Invoice.id == invoice_id)).first()
    return _row(row) if row is not None else None


def _rows() -> Select[Any]:
    transfer, payment, cancellation = aliased(Settlement), aliased(Settlement), aliased(Adjustment)
    # At most one waits, so that no invoice comes twice.
    waiting = (
        select(InvoiceStep.invoice_id, func.count(InvoiceStep.settlement_id).label("payments"))
        .outerjoin(payment, payment.id == InvoiceStep.settlement_id)
        .outerjoin(cancellation, cancellation.id == InvoiceStep.adjustment_id)
        .where(func.coalesce(payment.state, cancellation.state) == "proposed")
        .group_by(InvoiceStep.invoice_id)
        .subquery()
    )
    return (
        select(
            Invoice,
            transfer.external_reference,
            waiting.c.payments,
            CreditNote.number.label("cancelled_by"),
            CreditNote.issued_at.label("cancelled_at"),
            CreditNote.reason.label("cancelled_for"),
        )
        .outerjoin(transfer, transfer.id == Invoice.settlement_id)
        .outerjoin(waiting, waiting.c.invoice_id == Invoice.id)
        .outerjoin(CreditNote, CreditNote.invoice_id == Invoice.id)
    )


def _row(row: Any) -> InvoiceRow:
    one: Invoice = row.Invoice
    return InvoiceRow(
        id=one.id,
        number=one.number,
        merchant_id=one.merchant_id,
        recipient=one.recipient,
        registration=one.registration,
        reason=one.reason,
        amount_cents=one.amount_cents,
        currency=one.currency,
        issued_at=one.issued_at,
        due_at=one.due_at,
        paid_at=one.paid_at,
        transfer=row.external_reference or "",
        waits="" if row.payments is None else "payment" if row.payments else "cancellation",
        cancelled_by=row.cancelled_by or "",
        cancelled_at=row.cancelled_at,
        cancelled_for=row.cancelled_for or "",
        is_late=one.due_at is not None and one.due_at < clock.now(),
    )
