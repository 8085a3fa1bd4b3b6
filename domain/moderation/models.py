"""Tables of moderation: one case a target, its reports, and the append-only chain of what was decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key
from core.triggers import append_only

TARGETS = ("post", "comment", "message", "letter", "question", "answer", "problem", "person", "product")


class Case(Model):
    """`state`: open, decided."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state", "state", "id"),
        Index(
            "uq_cases_open",
            "target_type",
            "target_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("state IN ('open', 'decided')", name="state"),
        not_negative("report_count"),
    )

    id: Mapped[int] = primary_key()
    target_type: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int]
    # Whose content or account it is about.
    subject_id: Mapped[int] = fk("users.id", index=True)
    state: Mapped[str] = mapped_column(String(8), default="open")
    report_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class Report(Model):
    """`text_hash` is of what the reporter saw, so that a later change of it shows."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("case_id", "reporter_id"),
        Index("ix_reports_reporter", "reporter_id", "at"),
    )

    id: Mapped[int] = primary_key()
    case_id: Mapped[int] = fk("cases.id")
    reporter_id: Mapped[int] = fk("users.id")
    reason: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]


class ModAction(Model):
    """What a moderator did, append-only and chained by hash. `verb`: fold, restore, dismiss, suspend, lift."""

    __tablename__ = "mod_actions"
    __table_args__ = (
        Index("ix_mod_actions_case", "case_id", "id"),
        Index("ix_mod_actions_target", "target_type", "target_id", "id"),
        # Two actions can never follow the same one.
        UniqueConstraint("previous_hash"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = primary_key()
    case_id: Mapped[int | None] = fk("cases.id", nullable=True)
    actor_id: Mapped[int] = fk("users.id")
    verb: Mapped[str] = mapped_column(String(10))
    target_type: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int]
    subject_id: Mapped[int] = fk("users.id", index=True)
    reason_code: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Model):
    """How long the chain of actions is and how it ends: one row. Locked for each new action, so that they follow one
    another; and without it nobody would miss the last actions of a chain that was cut."""

    __tablename__ = "mod_chain"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64))


append_only("mod_actions")
