"""Money that goes back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class Refund(Model):
    """`state`: requested, refused by the merchant, sent (the gateway is asked), failed (the gateway did not do it),
    accepted. The ledger moves on accepted. One of no money takes pieces back that were worth none."""

    __tablename__ = "refunds"
    __table_args__ = (
        Index("ix_refunds_order", "order_id", "id"),
        CheckConstraint("state IN ('requested', 'sent', 'accepted', 'failed', 'refused')", name="state"),
        CheckConstraint("amount_cents >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id")
    state: Mapped[str] = mapped_column(String(10), default="requested")
    amount_cents: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    requested_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    # Why the gateway did not give it back.
    failure: Mapped[str] = mapped_column(Text, default="")
    # The pieces of its lines lie on the shelf again.
    goods_back: Mapped[bool] = mapped_column(default=False)


class RefundLine(Model):
    """What a refund takes from a line. The rest of the refund's amount is shipping."""

    __tablename__ = "refund_lines"

    refund_id: Mapped[int] = fk("refunds.id", primary_key=True)
    order_line_id: Mapped[int] = fk("order_lines.id", primary_key=True)
    quantity: Mapped[int]
    amount_cents: Mapped[int]
    # Pieces of it that lie on the shelf again: they came back, or had never left.
    restocked: Mapped[int] = mapped_column(default=0)
