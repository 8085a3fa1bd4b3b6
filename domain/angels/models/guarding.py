"""What guards commissions: marks that two accounts share, commissions that are looked at."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key

_IS_HELD = text("state = 'held'")


class Trace(Model):
    """Something that an account left and another may leave too, as a hash that only this site can make: of a browser, a
    telephone number, an address, whoever paid. Kept for 90 days."""

    __tablename__ = "traces"
    __table_args__ = (
        CheckConstraint("kind IN ('browser', 'phone', 'address', 'payer')", name="kind"),
        Index("ix_traces_at", "at"),
        {"sqlite_with_rowid": False},
    )

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    digest: Mapped[str] = mapped_column(String(43), primary_key=True)
    at: Mapped[datetime]


class CommissionReview(Model):
    """A commission that is held because something about its sale looks odd, and what became of it. `state`: held;
    released (by an operator, or by the clock when `decided_by_id` is empty), refunded (the sale itself went back);
    voided (the merchant has the money again), then appealed, upheld or restored. `signals` are names of
    `signals.NAMES` with commas, `reason` an operator's own words; `cause` says who held it: signals, hand, dispute."""

    __tablename__ = "commission_reviews"
    __table_args__ = (
        CheckConstraint(
            "state IN ('held', 'released', 'refunded', 'voided', 'appealed', 'upheld', 'restored')",
            name="state",
        ),
        CheckConstraint("cause IN ('signals', 'hand', 'dispute')", name="cause"),
        CheckConstraint("signals <> '' OR reason <> ''", name="said_why"),
        not_negative("voided_cents"),
        not_negative("restored_cents"),
        Index(
            "uq_commission_reviews_held",
            "commission_id",
            unique=True,
            sqlite_where=_IS_HELD,
            postgresql_where=_IS_HELD,
        ),
        Index("ix_commission_reviews_commission", "commission_id"),
        Index("ix_commission_reviews_due", "state", "due_at"),
        Index("ix_commission_reviews_cause", "cause", "cause_id"),
    )

    id: Mapped[int] = primary_key()
    commission_id: Mapped[int] = fk("commissions.id")
    cause: Mapped[str] = mapped_column(String(8))
    cause_id: Mapped[int | None]
    score: Mapped[int] = mapped_column(default=0)
    signals: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(8), default="held")
    opened_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    # What the angel says to it while it is held.
    words: Mapped[str] = mapped_column(Text, default="")
    words_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    # What went back to the merchant, and what is left of the line's net amount, should the appeal bring it back.
    voided_cents: Mapped[int] = mapped_column(default=0)
    base_cents: Mapped[int] = mapped_column(default=0)
    appeal: Mapped[str] = mapped_column(Text, default="")
    appealed_at: Mapped[datetime | None]
    appeal_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    appeal_ended_at: Mapped[datetime | None]
    appeal_decision: Mapped[str] = mapped_column(Text, default="")
    restored_cents: Mapped[int] = mapped_column(default=0)
