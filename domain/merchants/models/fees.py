"""What the site takes of a shop's sales, by time."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class FeeVersion(Model):
    """A rate that an operator set: it counts from `applies_at` on, and orders that were placed before keep theirs.
    `applied_at` is empty until the clock has made it the shop's rate; `is_withdrawn` when a later one took its place
    before that."""

    __tablename__ = "merchant_fees"
    __table_args__ = (
        UniqueConstraint("merchant_id", "number"),
        Index("ix_merchant_fees_due", "applied_at", "applies_at"),
        CheckConstraint("fee_bps BETWEEN 0 AND 6000", name="fee_bps"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    number: Mapped[int]
    before_bps: Mapped[int]
    fee_bps: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    set_by_id: Mapped[int] = fk("users.id")
    set_at: Mapped[datetime]
    applies_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
