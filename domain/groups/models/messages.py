"""The members' chat."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Message(Model):
    """A line of the members' chat. `client_id` lets a retried send arrive once.

    Whoever works for the shop spoke for it (`from_merchant`) or as herself; a moderator for the platform or as herself.
    `worn_role` is her role in the shop then. It can quote one of the same group, and show a product or an order."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("product_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        Index(
            "ix_messages_announcements",
            "product_id",
            "id",
            sqlite_where=text("is_announcement"),
            postgresql_where=text("is_announcement"),
        ),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("photo_count"),
        not_negative("report_count"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    seq: Mapped[int]
    author_id: Mapped[int] = fk("users.id")
    client_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    from_merchant: Mapped[bool] = mapped_column(default=False)
    from_platform: Mapped[bool] = mapped_column(default=False)
    worn_role: Mapped[str] = mapped_column(String(10), default="")
    is_announcement: Mapped[bool] = mapped_column(default=False)
    reply_to_id: Mapped[int | None] = fk("messages.id", nullable=True)
    product_card_id: Mapped[int | None] = fk("products.id", nullable=True)
    order_card_id: Mapped[int | None] = fk("orders.id", nullable=True)
    photo_count: Mapped[int] = mapped_column(default=0)
    # How many reports about it are open: the heat of the talk.
    report_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class MessagePhoto(Model):
    """A picture in the chat; without `message_id` it waits for one that could not be sent yet."""

    __tablename__ = "message_photos"
    __table_args__ = (
        Index("ix_message_photos_message", "message_id", "position"),
        Index("ix_message_photos_owner", "owner_id"),
        UniqueConstraint("key"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime]
