"""What must hold of invoices: they are what was booked, to the cent, and their numbers have no gap."""

from typing import Any

from sqlalchemy import Integer, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from core.invariants import found, register
from domain.ledger.models import Account, Adjustment, CreditNote, Entry, EntryLine, Invoice, Settlement


def invoices_are_booked() -> list[str]:
    """Each confirmed entry fee has one invoice, each that was given back one credit note, and the entry in the ledger is
    of the same amount on the same shop's account."""
    noted = aliased(Invoice)
    booked = (
        select(Entry.reference, EntryLine.amount_cents, Account.holder_id, Account.currency)
        .join(EntryLine, EntryLine.entry_id == Entry.id)
        .join(Account, Account.id == EntryLine.account_id)
        .where(Entry.kind == "entry_fee", Account.kind == "merchant_payable")
        .subquery()
    )
    # An entry fee takes from the shop's account, what cancels one gives back.
    of = case((Adjustment.amount_cents < 0, Invoice.id), else_=noted.id)
    amount = case((Adjustment.amount_cents < 0, -Invoice.amount_cents), else_=noted.amount_cents)
    return found(
        select(Adjustment.id.label("id"), amount.label("amount"), booked.c.amount_cents.label("booked"))
        .outerjoin(Invoice, Invoice.adjustment_id == Adjustment.id)
        .outerjoin(CreditNote, CreditNote.adjustment_id == Adjustment.id)
        .outerjoin(noted, noted.id == CreditNote.invoice_id)
        .outerjoin(booked, booked.c.reference == cast(Adjustment.id, String))
        .where(
            Adjustment.kind == "entry_fee",
            or_(
                and_(
                    Adjustment.state == "posted",
                    or_(
                        of.is_(None),
                        booked.c.reference.is_(None),
                        amount != booked.c.amount_cents,
                        func.coalesce(Invoice.merchant_id, noted.merchant_id) != booked.c.holder_id,
                        func.coalesce(Invoice.currency, noted.currency) != booked.c.currency,
                    ),
                ),
                and_(Adjustment.state != "posted", or_(Invoice.id.is_not(None), CreditNote.id.is_not(None))),
            ),
        ),
        "entry fee %(id)s: its invoice or credit note says %(amount)s, the ledger %(booked)s",
    )


def paid_invoices_were_paid() -> list[str]:
    return found(
        select(Invoice.number.label("number"))
        .join(Settlement, Settlement.id == Invoice.settlement_id)
        .where(
            or_(
                Settlement.state != "posted",
                Settlement.amount_cents != Invoice.amount_cents,
                Settlement.merchant_id != Invoice.merchant_id,
                Settlement.currency != Invoice.currency,
            )
        ),
        "invoice %(number)s is paid by a transfer that is not its own",
    )


def numbers_have_no_gaps() -> list[str]:
    return [*_gaps(Invoice), *_gaps(CreditNote)]


def _gaps(table: Any) -> list[str]:
    """A year's numbers count from 1 up to how many there are: since no two are alike, least and most say it."""
    given = select(
        func.substr(table.number, 1, 5).label("series"),
        cast(func.substr(table.number, 7), Integer).label("running"),
    ).subquery()
    count = func.count()
    return found(
        select(given.c.series.label("series"), count.label("count"))
        .group_by(given.c.series)
        .having(or_(func.min(given.c.running) != 1, func.max(given.c.running) != count)),
        "numbers %(series)s: %(count)s were given, and they do not count from 1 to that",
    )


register("ledger: invoices are what was booked", invoices_are_booked)
register("ledger: paid invoices were paid", paid_invoices_were_paid)
register("ledger: numbers of invoices have no gap", numbers_have_no_gaps)
