"""What one operator writes down and another confirms: transfers with merchants, and corrections of accounts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.db import Model, fk, primary_key

_NOT_WITHDRAWN = text("state <> 'withdrawn'")


class Proposal:
    """`state`: proposed (by one operator), posted (confirmed by another), withdrawn."""

    id: Mapped[int] = primary_key()
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    @declared_attr
    def proposed_by_id(cls) -> Mapped[int]:
        return fk("users.id")  # type: ignore[no-any-return]

    @declared_attr
    def decided_by_id(cls) -> Mapped[int | None]:
        return fk("users.id", nullable=True)  # type: ignore[no-any-return]


class Settlement(Proposal, Model):
    """A transfer between the site and a merchant outside of sales: above zero from him, below zero to him."""

    __tablename__ = "settlements"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'posted', 'withdrawn')", name="state"),
        CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
        Index(
            "uq_settlements_external_reference",
            "external_reference",
            unique=True,
            sqlite_where=_NOT_WITHDRAWN,
            postgresql_where=_NOT_WITHDRAWN,
        ),
        Index("ix_settlements_merchant", "merchant_id", "id"),
        Index("ix_settlements_state", "state", "id"),
    )

    merchant_id: Mapped[int] = fk("merchants.id")
    external_reference: Mapped[str] = mapped_column(String(80))
    memo: Mapped[str] = mapped_column(Text, default="")


class Adjustment(Proposal, Model):
    """A booking by hand on the account of one holder: above zero in her favour. `kind`: correction, entry_fee (of a
    company, with the day by which it is due), write_off (of what an angel has owed for long). `reason` is read by the
    one it concerns."""

    __tablename__ = "adjustments"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'posted', 'withdrawn')", name="state"),
        CheckConstraint("kind IN ('correction', 'entry_fee', 'write_off')", name="kind"),
        CheckConstraint("account_kind IN ('angel_available', 'merchant_payable')", name="account_kind"),
        CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
        Index("ix_adjustments_holder", "account_kind", "holder_id", "id"),
        Index("ix_adjustments_state", "state", "id"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    account_kind: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None]
