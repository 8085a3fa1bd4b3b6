"""Notices: one grouped row per kind and target while it is unread."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key

# So many of those who caused a notice are remembered, the latest first; the others are only counted.
ACTORS_KEPT = 20


class Notice(Model):
    """`actor_ids` are the latest who caused it, `actor_count` how many in all. `facts` fill its sentence, which is
    built in the reader's language when she reads it; they hold no words of other people."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "uq_notices_unread",
            "user_id",
            "kind",
            "target_type",
            "target_id",
            unique=True,
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notices_user", "user_id", "last_at", "id"),
        Index("ix_notices_last", "last_at"),
        not_negative("actor_count"),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id")
    kind: Mapped[str] = mapped_column(String(24))
    target_type: Mapped[str] = mapped_column(String(16))
    target_id: Mapped[int]
    actor_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    actor_count: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
