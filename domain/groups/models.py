"""Tables of a product's discussion group: members by rule, questions and answers, chat messages."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Group(Model):
    """One a product, with the product's id. `last_seq` numbers its messages; taken under this row's lock."""

    __tablename__ = "groups"
    __table_args__ = (not_negative("member_count"), not_negative("question_count"))

    product_id: Mapped[int] = fk("products.id", primary_key=True, autoincrement=False)
    last_seq: Mapped[int] = mapped_column(default=0)
    member_count: Mapped[int] = mapped_column(default=0)
    question_count: Mapped[int] = mapped_column(default=0)


class GroupMember(Model):
    """Membership by rule. `basis`: staff, angel, happy_buyer. After the basis is lost she reads until
    `grace_until_at`. Her name is listed once she has entered or spoken (`entered_at`)."""

    __tablename__ = "group_members"
    __table_args__ = (
        Index("ix_group_members_user", "user_id", "product_id"),
        CheckConstraint("basis IN ('staff', 'angel', 'happy_buyer')", name="basis"),
    )

    product_id: Mapped[int] = fk("groups.product_id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    basis: Mapped[str] = mapped_column(String(12))
    since_at: Mapped[datetime]
    lost_at: Mapped[datetime | None]
    grace_until_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    last_read_seq: Mapped[int] = mapped_column(default=0)


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
    """`from_merchant`: the author answered as the merchant's staff."""

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
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class Message(Model):
    """A line of the members' chat. `client_id` lets a retried send arrive once."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("product_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    seq: Mapped[int]
    author_id: Mapped[int] = fk("users.id")
    client_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    from_merchant: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
