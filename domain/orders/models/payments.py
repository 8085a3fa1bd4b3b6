"""Money that comes in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class Payment(Model):
    """`state`: started, claimed (the buyer says she paid), confirmed, failed, returning, refunded."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_order", "order_id"),
        UniqueConstraint("provider", "external_id"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id")
    provider: Mapped[str] = mapped_column(String(12))
    external_id: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[int]
    proof_key: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class PaymentNotice(Model):
    """A gateway's callback that was accepted, kept so that its copies change nothing."""

    __tablename__ = "payment_notices"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[int] = primary_key()
    provider: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[str] = mapped_column(String(80))
    order_id: Mapped[int | None] = fk("orders.id", nullable=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
