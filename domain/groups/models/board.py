"""What stands above the chat: pins, and who wants no announcements."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from core.db import Model, fk, primary_key


class GroupPin(Model):
    """A message kept in sight until `ends_at`, or until somebody took it down (`ended_at`)."""

    __tablename__ = "group_pins"
    __table_args__ = (
        Index(
            "uq_group_pins_up",
            "message_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_group_pins_product", "product_id", "ends_at"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    message_id: Mapped[int] = fk("messages.id")
    pinned_by_id: Mapped[int] = fk("users.id")
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = fk("users.id", nullable=True)


class AnnouncementOptOut(Model):
    """Wants no notices of this group's announcements."""

    __tablename__ = "announcement_opt_outs"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    product_id: Mapped[int] = fk("groups.product_id", primary_key=True)
    at: Mapped[datetime]
