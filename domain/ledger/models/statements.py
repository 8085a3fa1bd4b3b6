"""Monthly statements, each chained to the one before by its hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, primary_key
from domain.ledger import triggers  # noqa: F401  (registers them beside the tables)


class Statement(Model):
    """What a month did to the accounts of one holder. It covers the lines posted before `until_at` up to
    `last_line_id` that no earlier statement of hers covers. `sha256` is the hash of its CSV file, which names the hash
    of the statement before."""

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("holder_kind", "holder_id", "currency", "month"),
        CheckConstraint("holder_kind IN ('angel', 'merchant', 'site')", name="holder_kind"),
        # By currency too, so that the last one of a holder is found at the end of the index.
        Index("ix_statements_holder", "holder_kind", "holder_id", "currency", "id"),
    )

    id: Mapped[int] = primary_key()
    holder_kind: Mapped[str] = mapped_column(String(8))
    holder_id: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    month: Mapped[str] = mapped_column(String(7))
    until_at: Mapped[datetime]
    last_line_id: Mapped[int]
    line_count: Mapped[int]
    opening_cents: Mapped[int]
    closing_cents: Mapped[int]
    previous_sha256: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class StatementMonth(Model):
    """A month whose statements have all been made. `last_line_id`: the youngest line that they cover."""

    __tablename__ = "statement_months"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    last_line_id: Mapped[int]
    made_at: Mapped[datetime]
