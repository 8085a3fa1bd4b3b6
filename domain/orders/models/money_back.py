"""Money that did not go back as it should: twice, or not at all after the gateway had said so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class RefundExcess(Model):
    """What of an accepted refund was no longer the order's, since the buyer's bank had taken it: she has it twice, and
    the merchant who agreed bears it."""

    __tablename__ = "refund_excesses"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_positive"),)

    refund_id: Mapped[int] = fk("refunds.id", primary_key=True, autoincrement=False)
    amount_cents: Mapped[int]
    at: Mapped[datetime]


class RefundReturn(Model):
    """A refund that the gateway had accepted came back to it. The refund stands, and the money is owed to the buyer
    until a later try reaches her (`paid_at`)."""

    __tablename__ = "refund_returns"
    __table_args__ = (
        Index("ix_refund_returns_refund", "refund_id", "paid_at"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = primary_key()
    refund_id: Mapped[int] = fk("refunds.id")
    amount_cents: Mapped[int]
    problem: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
