"""The Q&A room."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Question(Model):
    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_product", "product_id", "state", "id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("answer_count"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    author_id: Mapped[int] = fk("users.id", index=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    answer_count: Mapped[int] = mapped_column(default=0)
    merchant_answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Answer(Model):
    """`from_merchant`: the author answered as the merchant's staff, in the role `worn_role`."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_question", "question_id", "id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
    )

    id: Mapped[int] = primary_key()
    question_id: Mapped[int] = fk("questions.id")
    author_id: Mapped[int] = fk("users.id", index=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    from_merchant: Mapped[bool] = mapped_column(default=False)
    worn_role: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
