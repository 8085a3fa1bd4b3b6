"""Money that leaves the site for an angel or a merchant, what it consists of, and where it goes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key

# While it is in one of these its amount is held, and the payee has no other.
OPEN_STATES = ("requested", "approved", "sent")
_IS_OPEN = text("state IN ('requested', 'approved', 'sent')")


class Payout(Model):
    """What an angel asked for (`user_id`) or what is due to a merchant (`merchant_id`). `amount_cents` leaves the
    payee's account; less fee and withheld tax it reaches the bank. `state`: requested, approved, sent, then succeeded
    or failed; rejected; cancelled by the one who asked."""

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint(
            "state IN ('requested', 'approved', 'sent', 'succeeded', 'failed', 'rejected', 'cancelled')",
            name="state",
        ),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("(user_id IS NULL) <> (merchant_id IS NULL)", name="one_payee"),
        CheckConstraint("fee_cents + withheld_cents < amount_cents", name="something_arrives"),
        not_negative("fee_cents"),
        not_negative("withheld_cents"),
        UniqueConstraint("external_reference"),
        Index("ix_payouts_state", "state", "id"),
        Index("ix_payouts_merchant", "merchant_id", "id"),
        Index(
            "uq_payouts_open",
            "user_id",
            "currency",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index(
            "uq_payouts_open_merchant",
            "merchant_id",
            "currency",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int | None] = fk("users.id", index=True, nullable=True)
    merchant_id: Mapped[int | None] = fk("merchants.id", nullable=True)
    amount_cents: Mapped[int]
    fee_cents: Mapped[int] = mapped_column(default=0)
    withheld_cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    destination: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="requested")
    requested_at: Mapped[datetime]
    # How many operators have to approve it, as the site's limit was when it was asked for.
    approvals_needed: Mapped[int] = mapped_column(default=1)
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    external_reference: Mapped[str | None] = mapped_column(String(80))


class PayoutItem(Model):
    """A line of the payee's account, or a part of it, that a payout consists of. The items of a payout add up to its
    amount; those of payouts that did not fail never take more from a line than it holds."""

    __tablename__ = "payout_items"
    __table_args__ = (
        Index("ix_payout_items_line", "entry_line_id"),
        CheckConstraint("amount_cents <> 0", name="not_zero"),
        {"sqlite_with_rowid": False},
    )

    payout_id: Mapped[int] = fk("payouts.id", primary_key=True)
    entry_line_id: Mapped[int] = fk("entry_lines.id", primary_key=True)
    amount_cents: Mapped[int]
    # The payout came to nothing: the line is free for another.
    released_at: Mapped[datetime | None]


class PayoutApproval(Model):
    """An operator has looked at it. Each counts once."""

    __tablename__ = "payout_approvals"

    payout_id: Mapped[int] = fk("payouts.id", primary_key=True)
    operator_id: Mapped[int] = fk("users.id", primary_key=True)
    at: Mapped[datetime]


class PayoutStep(Model):
    """The history of a payout: who moved it to which state, and when."""

    __tablename__ = "payout_steps"
    __table_args__ = (Index("ix_payout_steps_payout", "payout_id", "id"),)

    id: Mapped[int] = primary_key()
    payout_id: Mapped[int] = fk("payouts.id")
    state: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int | None] = fk("users.id", nullable=True)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")


class TaxProfile(Model):
    """Who an angel is to the tax office. The number is kept sealed with the site's key; `id_hint` is its end, which
    may be shown."""

    __tablename__ = "tax_profiles"
    __table_args__ = (CheckConstraint("kind IN ('person', 'company')", name="kind"),)

    user_id: Mapped[int] = fk("users.id", primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(8))
    legal_name: Mapped[str] = mapped_column(String(120))
    id_number_sealed: Mapped[str] = mapped_column(Text)
    id_hint: Mapped[str] = mapped_column(String(4))
    changed_at: Mapped[datetime]


class MerchantDestination(Model):
    """Where the site sends what is due to a merchant."""

    __tablename__ = "merchant_destinations"

    merchant_id: Mapped[int] = fk("merchants.id", primary_key=True, autoincrement=False)
    destination: Mapped[str] = mapped_column(Text)
    changed_by_id: Mapped[int] = fk("users.id")
    changed_at: Mapped[datetime]
