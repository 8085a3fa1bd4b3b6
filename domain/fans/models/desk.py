"""What a shop keeps of its fans, and what it often writes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class FanTag(Model):
    """A shop's word on a fan, which she sees and can remove. One that she removed stays as a row, so that it is not set
    again too soon."""

    __tablename__ = "fan_tags"
    __table_args__ = (
        Index(
            "uq_fan_tags_set",
            "merchant_id",
            "user_id",
            "folded",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_fan_tags_user", "user_id", "id"),
        Index("ix_fan_tags_folded", "merchant_id", "folded", "user_id"),
        CheckConstraint("kind IN ('taste', 'size', 'habit', 'interest', 'service')", name="kind"),
        CheckConstraint("removed_by IN ('', 'fan', 'shop')", name="removed_by"),
        CheckConstraint("(removed_at IS NULL) = (removed_by = '')", name="removed"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    user_id: Mapped[int] = fk("users.id")
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(20))
    # The words as they are compared.
    folded: Mapped[str] = mapped_column(String(60))
    set_by_id: Mapped[int] = fk("users.id")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(String(4), default="")


class CannedReply(Model):
    """What a shop often answers; `{name}` and `{product}` stand for whom and what it is about."""

    __tablename__ = "canned_replies"
    __table_args__ = (Index("ix_canned_replies_merchant", "merchant_id", "id"),)

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    title: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = fk("users.id")
    changed_at: Mapped[datetime]
