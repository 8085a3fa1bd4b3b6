"""Invoices of the site to merchants, and what became of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key
from domain.ledger import triggers  # noqa: F401  (registers them beside the tables)


class Invoice(Model):
    """The entry fee of a company, once a second operator has confirmed it. `recipient`, `registration` and `reason` are
    what the paper says, as it was when it was issued. It is paid by a transfer (`settlement_id`), or out of the shop's
    sales once they have brought its account up to zero."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("adjustment_id"),
        UniqueConstraint("settlement_id"),
        Index("ix_invoices_merchant", "merchant_id", "id"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("settlement_id IS NULL OR paid_at IS NOT NULL", name="transfer_pays"),
    )

    id: Mapped[int] = primary_key()
    number: Mapped[str] = mapped_column(String(20))
    merchant_id: Mapped[int] = fk("merchants.id")
    adjustment_id: Mapped[int] = fk("adjustments.id")
    recipient: Mapped[str] = mapped_column(String(60), default="", server_default="")
    registration: Mapped[str] = mapped_column(String(80), default="", server_default="")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    issued_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    settlement_id: Mapped[int | None] = fk("settlements.id", nullable=True)


class CreditNote(Model):
    """The whole of an invoice is given back: that is how one is cancelled. Its booking is `adjustment_id`."""

    __tablename__ = "credit_notes"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("invoice_id"),
        UniqueConstraint("adjustment_id"),
    )

    id: Mapped[int] = primary_key()
    number: Mapped[str] = mapped_column(String(20))
    invoice_id: Mapped[int] = fk("invoices.id")
    adjustment_id: Mapped[int] = fk("adjustments.id")
    reason: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]


class InvoiceStep(Model):
    """What an operator wrote down about an invoice: a transfer that pays it, or the booking that cancels it. Whether it
    counts is said by that."""

    __tablename__ = "invoice_steps"
    __table_args__ = (
        Index("ix_invoice_steps_invoice", "invoice_id", "id"),
        UniqueConstraint("settlement_id"),
        UniqueConstraint("adjustment_id"),
        CheckConstraint("(settlement_id IS NULL) <> (adjustment_id IS NULL)", name="one_thing"),
    )

    id: Mapped[int] = primary_key()
    invoice_id: Mapped[int] = fk("invoices.id")
    settlement_id: Mapped[int | None] = fk("settlements.id", nullable=True)
    adjustment_id: Mapped[int | None] = fk("adjustments.id", nullable=True)
