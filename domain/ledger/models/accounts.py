"""Accounts and the balanced entries that nobody can change."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import BigId, Model, fk, primary_key
from domain.ledger import triggers  # noqa: F401  (registers them beside the tables)

# Whose money an account counts: `holder_id` is a user for angel_*, a merchant for merchant_*, 0 for the site.
ACCOUNT_KINDS = (
    "gateway",
    "bank",
    "merchant_payable",
    "merchant_held",
    "angel_pending",
    "angel_available",
    "angel_held",
    "platform_fee",
    "coupon_expense",
    "tax_withheld",
    "adjustment",
    "write_off",
    # Refunds that came back to the gateway: the buyers' money.
    "refund_due",
)


class Account(Model):
    """A balance and its currency. Credit is positive: what the site owes or has earned; gateway and bank, where money
    lies, and what the site spends on coupons, adjustments and write-offs are negative. `balance_cents` is the sum of
    the account's lines up to `last_line_id`, both kept in the transaction of each entry; the database refuses any
    other change."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("kind", "holder_id", "currency"),)

    id: Mapped[int] = primary_key()
    kind: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    balance_cents: Mapped[int] = mapped_column(default=0)
    last_line_id: Mapped[int] = mapped_column(default=0)


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
        Index("ix_entry_lines_account_line", "account_id", "id"),
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
