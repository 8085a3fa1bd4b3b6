"""Why somebody is in a group, or out of it, that no other room knows: invited as a guest, taken out by a moderator."""

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class GroupGuest(Model):
    """Invited by the shop's people or an angel, for good or until `ends_at`. It ended at `ended_at`: the time was over,
    or whoever may invite took it back (`ended_by_id`)."""

    __tablename__ = "group_guests"
    __table_args__ = (
        Index(
            "uq_group_guests_open",
            "product_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_group_guests_user", "user_id"),
        Index("ix_group_guests_ends", "ends_at"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    user_id: Mapped[int] = fk("users.id")
    invited_by_id: Mapped[int] = fk("users.id")
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = fk("users.id", nullable=True)


class GroupRemoval(Model):
    """Taken out by a moderator, for a reason that she reads; while it stands, no other reason lets her in."""

    __tablename__ = "group_removals"
    __table_args__ = (
        Index(
            "uq_group_removals_standing",
            "product_id",
            "user_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    user_id: Mapped[int] = fk("users.id")
    by_id: Mapped[int] = fk("users.id")
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = fk("users.id", nullable=True)
