"""The Q&A room."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Question(Model):
    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_product", "product_id", "state", "id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("answer_count"),
        not_negative("photo_count"),
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
    photo_count: Mapped[int] = mapped_column(default=0, server_default="0")
    merchant_answered_at: Mapped[datetime | None]
    # What it asks about, when it is one of several.
    variant_id: Mapped[int | None] = fk("variants.id", nullable=True)
    created_at: Mapped[datetime]


class Answer(Model):
    """`from_merchant`: the author answered as the merchant's staff, in the role `worn_role`. The answer that the asker
    or the merchant has accepted (`accepted_as`) comes first. It, and each of the merchant's, says as of when it holds
    (`confirmed_at`), until the product changes or 90 days have gone by (`doubted_at`, `doubt`): then somebody has to
    confirm it again."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_question", "question_id", "id"),
        Index(
            "uq_answers_accepted",
            "question_id",
            unique=True,
            sqlite_where=text("accepted_at IS NOT NULL"),
            postgresql_where=text("accepted_at IS NOT NULL"),
        ),
        Index(
            "ix_answers_growing_old",
            "confirmed_at",
            sqlite_where=text("doubted_at IS NULL"),
            postgresql_where=text("doubted_at IS NULL"),
        ),
        CheckConstraint("accepted_as IN ('', 'asker', 'merchant')", name="accepted_as"),
        CheckConstraint("doubt IN ('', 'changed', 'age')", name="doubt"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("photo_count"),
    )

    id: Mapped[int] = primary_key()
    question_id: Mapped[int] = fk("questions.id")
    author_id: Mapped[int] = fk("users.id", index=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    from_merchant: Mapped[bool] = mapped_column(default=False)
    worn_role: Mapped[str] = mapped_column(String(10), default="")
    photo_count: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    accepted_as: Mapped[str] = mapped_column(String(8), default="", server_default="")
    confirmed_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    doubt: Mapped[str] = mapped_column(String(8), default="", server_default="")
    created_at: Mapped[datetime]


class ProductFacts(Model):
    """What a product was, in a digest, when somebody last vouched for what its answers say."""

    __tablename__ = "product_facts"

    product_id: Mapped[int] = fk("products.id", primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
