"""Who wants to be asked about what she bought, who was asked what, and the pictures of the Q&A."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class AskingChoice(Model):
    """Whether she wants to be asked about what she bought. Without a row she has not said, and is not asked."""

    __tablename__ = "asking_choices"

    user_id: Mapped[int] = fk("users.id", primary_key=True, autoincrement=False)
    is_willing: Mapped[bool]
    chosen_at: Mapped[datetime]


class QuestionOffer(Model):
    """A question about what she bought was put before her. Nobody else learns of it."""

    __tablename__ = "question_offers"
    __table_args__ = (
        Index("ix_question_offers_user", "user_id", "offered_at"),
        {"sqlite_with_rowid": False},
    )

    question_id: Mapped[int] = fk("questions.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    offered_at: Mapped[datetime]


class QuestionPhoto(Model):
    """A picture of a question or of an answer; of neither, it waits for one that was refused."""

    __tablename__ = "question_photos"
    __table_args__ = (
        Index("ix_question_photos_question", "question_id", "position"),
        Index("ix_question_photos_answer", "answer_id", "position"),
        Index("ix_question_photos_owner", "owner_id"),
        UniqueConstraint("key"),
        CheckConstraint("question_id IS NULL OR answer_id IS NULL", name="one_place"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    question_id: Mapped[int | None] = fk("questions.id", nullable=True)
    answer_id: Mapped[int | None] = fk("answers.id", nullable=True)
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime]
