"""What merchants asked to have folded in their own groups."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class FoldRequest(Model):
    """The shop asked to fold somebody's words, once and for `reason`. They are folded at once; a moderator confirms or
    refuses, and at `until_at` they open by themselves. `state`: open, confirmed, refused, lapsed; gone when the author
    deleted them meanwhile."""

    __tablename__ = "fold_requests"
    __table_args__ = (
        UniqueConstraint("target_type", "target_id"),
        Index("ix_fold_requests_state", "state", "until_at"),
        Index("ix_fold_requests_merchant", "merchant_id", "asked_at"),
        CheckConstraint("target_type IN ('question', 'answer', 'message')", name="target_type"),
        CheckConstraint("state IN ('open', 'confirmed', 'refused', 'lapsed', 'gone')", name="state"),
    )

    id: Mapped[int] = primary_key()
    target_type: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int]
    product_id: Mapped[int] = fk("products.id", index=True)
    merchant_id: Mapped[int] = fk("merchants.id")
    author_id: Mapped[int] = fk("users.id", index=True)
    asked_by_id: Mapped[int] = fk("users.id", index=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    until_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
