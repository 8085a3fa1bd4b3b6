"""Invoices of entry fees: one comes to be when its booking is confirmed, is paid by a transfer or out of the shop's sales,
and is cancelled by a credit note. None is ever deleted, and the numbers of a year have no gap."""

from sqlalchemy import exists, func, select

from core import clock
from core.db import lock, session
from core.unit import action, record
from domain.ledger.actions.posting import Key, locked_balances
from domain.ledger.events import InvoiceMoved
from domain.ledger.models import Account, Adjustment, CreditNote, Invoice, InvoiceStep, Settlement
from domain.ledger.rules import CREDIT_NOTE, INVOICE, series_number
from domain.merchants.models import Merchant

AT_A_TIME = 100


def follow_booking(booking: Adjustment) -> None:
    """What a confirmed and posted booking of an entry fee means: a new invoice, or a credit note for one. The accounts
    are locked, so that numbers are given one after the other."""
    if booking.amount_cents < 0:
        _issue(booking)
    else:
        _credit(booking)


def _issue(booking: Adjustment) -> None:
    shop = session.get_one(Merchant, booking.holder_id)
    account, at = _account(shop.id, booking.currency), clock.now()
    invoice = Invoice(
        number=_next_number(INVOICE),
        merchant_id=shop.id,
        adjustment_id=booking.id,
        recipient=shop.name,
        registration=shop.registration,
        reason=booking.reason,
        amount_cents=-booking.amount_cents,
        currency=booking.currency,
        issued_at=at,
        due_at=booking.due_at,
        paid_at=at if locked_balances({account})[account] >= 0 else None,
    )
    session.add(invoice)
    session.flush()
    record(InvoiceMoved(invoice.id, shop.id, "issued"))


def _credit(booking: Adjustment) -> None:
    invoice_id = session.scalars(
        select(InvoiceStep.invoice_id).where(InvoiceStep.adjustment_id == booking.id)
    ).one()
    session.add(
        CreditNote(
            number=_next_number(CREDIT_NOTE),
            invoice_id=invoice_id,
            adjustment_id=booking.id,
            reason=booking.reason,
            issued_at=clock.now(),
        )
    )
    session.flush()
    record(InvoiceMoved(invoice_id, booking.holder_id, "cancelled"))


def follow_transfer(transfer: Settlement) -> None:
    """A transfer that is being confirmed pays the invoice that it was written down for, unless sales were faster. To be
    called before accounts are locked."""
    invoice = session.scalar(
        lock(
            select(Invoice).where(
                Invoice.id.in_(select(InvoiceStep.invoice_id).where(InvoiceStep.settlement_id == transfer.id))
            )
        )
    )
    if invoice is None or invoice.paid_at is not None:
        return
    invoice.paid_at, invoice.settlement_id = clock.now(), transfer.id
    session.flush()
    record(InvoiceMoved(invoice.id, invoice.merchant_id, "paid"))


@action(quiet=True)
def settle_invoices_from_sales() -> int:
    """Notes as paid the open invoices of shops whose account does not stand below zero any more: what the site collected
    for them has covered all they owed. Returns how many."""
    credited = exists().where(CreditNote.invoice_id == Invoice.id)
    even = exists().where(
        Account.kind == "merchant_payable",
        Account.holder_id == Invoice.merchant_id,
        Account.currency == Invoice.currency,
        Account.balance_cents >= 0,
    )
    invoices = session.scalars(
        lock(
            select(Invoice)
            .where(Invoice.paid_at.is_(None), ~credited, even)
            .order_by(Invoice.id)
            .limit(AT_A_TIME)
        )
    ).all()
    balances = (
        locked_balances({_account(one.merchant_id, one.currency) for one in invoices}) if invoices else {}
    )
    paid = [one for one in invoices if balances[_account(one.merchant_id, one.currency)] >= 0]
    for one in paid:
        one.paid_at = clock.now()
        record(InvoiceMoved(one.id, one.merchant_id, "paid"))
    session.flush()
    return len(paid)


def _account(merchant_id: int, currency: str) -> Key:
    return ("merchant_payable", merchant_id, currency)


def _next_number(kind: str) -> str:
    """The next of the year. None is ever deleted, so that counting them gives the last one."""
    year = clock.now().year
    table = Invoice if kind == INVOICE else CreditNote
    given = session.scalar(select(func.count()).where(table.number.startswith(series_number(kind, year, ""))))
    return series_number(kind, year, f"{(given or 0) + 1:04d}")
