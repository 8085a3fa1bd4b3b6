"""Invoices of the site to merchants."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class Invoice(Model):
    """The entry fee of a company, once a second operator has confirmed it. It is paid out of the shop's sales or by a
    transfer, so what is open of it is read from the shop's account."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("adjustment_id"),
        Index("ix_invoices_merchant", "merchant_id", "id"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = primary_key()
    number: Mapped[str] = mapped_column(String(20))
    merchant_id: Mapped[int] = fk("merchants.id")
    adjustment_id: Mapped[int] = fk("adjustments.id")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    issued_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
