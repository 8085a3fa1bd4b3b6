"""Tables of moderation: one case a target, its reports, and the append-only chain of what was decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key
from core.triggers import append_only

TARGETS = ("post", "comment", "message", "question", "answer", "person", "product")


class Case(Model):
    """`state`: open, decided."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state", "state", "opened_at", "id"),
        Index(
            "uq_cases_open",
            "target_type",
            "target_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("state IN ('open', 'decided')", name="state"),
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
    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("case_id", "reporter_id"),)

    id: Mapped[int] = primary_key()
    case_id: Mapped[int] = fk("cases.id")
    reporter_id: Mapped[int] = fk("users.id", index=True)
    reason: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class ModAction(Model):
    """What a moderator did, append-only and chained by hash. `verb`: fold, restore, dismiss, suspend, lift."""

    __tablename__ = "mod_actions"
    __table_args__ = (Index("ix_mod_actions_case", "case_id"), {"sqlite_autoincrement": True})

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


append_only("mod_actions")
