"""How much commission a shop pays at most."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class CommissionCap(Model):
    """One setting of what a shop pays at most for a line or for an order; `cents` is empty for no limit. It holds until
    `ends_at`, which its successor sets. Where several hold, the highest counts."""

    __tablename__ = "commission_caps"
    __table_args__ = (
        Index("ix_commission_caps_merchant", "merchant_id", "kind", "ends_at"),
        Index(
            "uq_commission_caps_last",
            "merchant_id",
            "kind",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
        CheckConstraint("kind IN ('line', 'order')", name="kind"),
        CheckConstraint("cents > 0", name="cents_positive"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    kind: Mapped[str] = mapped_column(String(5))
    cents: Mapped[int | None]
    set_by_id: Mapped[int] = fk("users.id")
    set_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
