"""Notices: one grouped row per kind and target while it is unread; how much each reader wants, and where."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key

# So many of those who caused a notice are remembered, the latest first; the others are only counted.
ACTORS_KEPT = 100


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
        Index(
            "ix_notices_unmailed",
            "first_at",
            sqlite_where=text("mailed_at IS NULL AND read_at IS NULL"),
            postgresql_where=text("mailed_at IS NULL AND read_at IS NULL"),
        ),
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
    # When it went out by mail, or was found to need none.
    mailed_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]


class Watch(Model):
    """How much somebody wants to hear of one thing. `level`: all, mentions (mentions and answers to her), none but
    mentions of her name; hidden: as none, and the group is out of her list."""

    __tablename__ = "watches"
    __table_args__ = (
        Index("ix_watches_target", "target_type", "target_id"),
        CheckConstraint("target_type IN ('post', 'group', 'person', 'question')", name="target_type"),
        CheckConstraint("level IN ('all', 'mentions', 'none', 'hidden')", name="level"),
    )

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    target_type: Mapped[str] = mapped_column(String(8), primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]


class Delivery(Model):
    """How notices reach somebody outside the site. Without a row the defaults hold. `quiet_from` and `quiet_to` are
    minutes of her day; equal ones mean no quiet hours. Nothing is mailed to her before `retry_at`: a mail is on its
    way, or the last `tries` failed. `refused_at`: the mail server took none for her address, for good."""

    __tablename__ = "deliveries"

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    by_mail: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[int] = mapped_column(default=0)
    quiet_to: Mapped[int] = mapped_column(default=0)
    digested_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]


class PushSubscription(Model):
    """A browser that takes web push while the session lasts in which it was turned on. One that its service reports
    gone is deleted, and one whose service has taken nothing for long, since `failing_since`."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (UniqueConstraint("endpoint"),)

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id", index=True)
    # Goes with its session, wherever that is ended.
    session_hash: Mapped[str] = mapped_column(
        String(64), ForeignKey("sessions.token_hash", ondelete="CASCADE"), index=True
    )
    endpoint: Mapped[str] = mapped_column(Text)
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(40))
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
