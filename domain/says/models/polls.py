"""Tables of polls. A post has one or none."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Poll(Model):
    __tablename__ = "polls"
    __table_args__ = (not_negative("voter_count"),)

    post_id: Mapped[int] = fk("posts.id", primary_key=True)
    is_multiple: Mapped[bool] = mapped_column(default=False)
    voter_count: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime]


class PollOption(Model):
    __tablename__ = "poll_options"
    __table_args__ = (UniqueConstraint("post_id", "position"), not_negative("vote_count"))

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = fk("polls.post_id")
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(80))
    vote_count: Mapped[int] = mapped_column(default=0)


class PollVote(Model):
    """Who voted for what is nobody's business but the voter's: only the numbers are shown."""

    __tablename__ = "poll_votes"
    __table_args__ = (Index("ix_poll_votes_user", "user_id", "post_id"), {"sqlite_with_rowid": False})

    option_id: Mapped[int] = fk("poll_options.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    post_id: Mapped[int] = fk("polls.post_id")
    created_at: Mapped[datetime]
