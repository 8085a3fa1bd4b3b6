"""Who was asked to work for a shop, and what became of her."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class StaffInvitation(Model):
    """An owner asks somebody to work for the shop: by name (`user_id`), or whoever opens a link first (`token_hash`, of
    the token that only the inviter has seen). `outcome` is empty while it is open: accepted, declined, withdrawn."""

    __tablename__ = "staff_invitations"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(
            "uq_staff_invitations_open",
            "merchant_id",
            "user_id",
            unique=True,
            sqlite_where=text("outcome = ''"),
            postgresql_where=text("outcome = ''"),
        ),
        Index("ix_staff_invitations_merchant", "merchant_id", "id"),
        CheckConstraint("role IN ('owner', 'support', 'shipping')", name="role"),
        CheckConstraint("outcome IN ('', 'accepted', 'declined', 'withdrawn')", name="outcome"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    role: Mapped[str] = mapped_column(String(8))
    user_id: Mapped[int | None] = fk("users.id", nullable=True, index=True)
    token_hash: Mapped[str | None] = mapped_column(String(64))
    invited_by_id: Mapped[int] = fk("users.id")
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10), default="")
    ended_at: Mapped[datetime | None]


class StaffStep(Model):
    """A line in the history of a shop's people: who was invited, came, changed her role, left or was removed, by whom."""

    __tablename__ = "staff_steps"
    __table_args__ = (
        Index("ix_staff_steps_merchant", "merchant_id", "id"),
        CheckConstraint(
            "kind IN ('invited', 'joined', 'declined', 'withdrawn', 'role', 'left', 'removed')", name="kind"
        ),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    kind: Mapped[str] = mapped_column(String(10))
    # Whom it is about: nobody yet while a link is open.
    user_id: Mapped[int | None] = fk("users.id", nullable=True, index=True)
    role: Mapped[str] = mapped_column(String(8), default="")
    by_id: Mapped[int] = fk("users.id")
    at: Mapped[datetime]
