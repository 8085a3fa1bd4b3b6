"""Tables of the ledger: accounts, balanced entries that nobody can change, payouts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import BigId, Model, fk, primary_key
from domain.ledger import triggers  # noqa: F401  (registers them beside the tables)

# Whose money an account counts: `holder_id` is a user for angel_*, a merchant for merchant_payable, 0 for the site.
ACCOUNT_KINDS = (
    "gateway",
    "bank",
    "merchant_payable",
    "angel_pending",
    "angel_available",
    "angel_held",
    "platform_fee",
    "coupon_expense",
)


class Account(Model):
    """A balance and its currency. `balance_cents` is kept in the transaction of each entry. Credit is positive:
    what the site owes or has earned; gateway and bank, where money lies, and what the site spends on its coupons are
    negative."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("kind", "holder_id", "currency"),)

    id: Mapped[int] = primary_key()
    kind: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    balance_cents: Mapped[int] = mapped_column(default=0)


class Entry(Model):
    """One fact in money: its lines add up to zero. (kind, reference) happens once."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("kind", "reference"), Index("ix_entries_order", "order_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    order_id: Mapped[int | None] = fk("orders.id", nullable=True)
    memo: Mapped[str] = mapped_column(Text, default="")
    posted_at: Mapped[datetime]


class EntryLine(Model):
    """Lines are written before their entry, whose insertion checks and closes them."""

    __tablename__ = "entry_lines"
    __table_args__ = (
        Index("ix_entry_lines_entry", "entry_id"),
        Index("ix_entry_lines_account", "account_id", "entry_id"),
        Index("ix_entry_lines_order_line", "order_line_id"),
        CheckConstraint("amount_cents <> 0", name="not_zero"),
    )

    id: Mapped[int] = primary_key()
    entry_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), nullable=False
    )
    account_id: Mapped[int] = fk("accounts.id")
    amount_cents: Mapped[int]
    order_line_id: Mapped[int | None] = fk("order_lines.id", nullable=True)


class Payout(Model):
    """A withdrawal. `state`: requested (funds are held), paid, rejected, cancelled."""

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'paid', 'rejected', 'cancelled')", name="state"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        UniqueConstraint("external_reference"),
        Index("ix_payouts_state", "state", "id"),
        Index(
            "uq_payouts_open",
            "user_id",
            "currency",
            unique=True,
            sqlite_where=text("state = 'requested'"),
            postgresql_where=text("state = 'requested'"),
        ),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id", index=True)
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    destination: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="requested")
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    external_reference: Mapped[str | None] = mapped_column(String(80))


class Settlement(Model):
    """A transfer between the site and a merchant outside of sales: above zero from him, below zero to him.
    `state`: proposed (by one operator), posted (confirmed by another), withdrawn."""

    __tablename__ = "settlements"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'posted', 'withdrawn')", name="state"),
        CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
        Index(
            "uq_settlements_external_reference",
            "external_reference",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_settlements_merchant", "merchant_id", "id"),
        Index("ix_settlements_state", "state", "id"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    external_reference: Mapped[str] = mapped_column(String(80))
    memo: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_by_id: Mapped[int] = fk("users.id")
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
