"""What a shop tells many of its fans at once."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Broadcast(Model):
    """`fact` and `tag` say to whom; both empty: to all fans. `reached_count` counts its receipts."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        Index("ix_broadcasts_merchant", "merchant_id", "id"),
        not_negative("reached_count"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    by_id: Mapped[int] = fk("users.id")
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    fact: Mapped[str] = mapped_column(String(10), default="")
    tag: Mapped[str] = mapped_column(String(60), default="")
    reached_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    # When the last portion of its readers was told.
    sent_at: Mapped[datetime | None]


class BroadcastReceipt(Model):
    """Who was sent it, and may read it."""

    __tablename__ = "broadcast_receipts"
    __table_args__ = (
        Index("ix_broadcast_receipts_user", "user_id", "broadcast_id"),
        {"sqlite_with_rowid": False},
    )

    broadcast_id: Mapped[int] = fk("broadcasts.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    at: Mapped[datetime]


class BroadcastStop(Model):
    """She wants nothing more of this shop; `broadcast_id` is the one after which she said so, if any."""

    __tablename__ = "broadcast_stops"
    __table_args__ = (Index("ix_broadcast_stops_broadcast", "broadcast_id"), {"sqlite_with_rowid": False})

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    merchant_id: Mapped[int] = fk("merchants.id", primary_key=True, index=True)
    broadcast_id: Mapped[int | None] = fk("broadcasts.id", nullable=True)
    at: Mapped[datetime]
