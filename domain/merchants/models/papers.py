"""The papers that prove who sells: documents, who looked at them, what was said about them, when they are asked for
again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class MerchantDocument(Model):
    """A file in private storage. `merchant_id` is empty while its application has not been sent: `token` is then what
    the form keeps it by. `state`: waiting, accepted, refused (with `reason`). Once the file is gone (`deleted_at`), the
    row stays and says that it was there."""

    __tablename__ = "merchant_documents"
    __table_args__ = (
        UniqueConstraint("token"),
        Index("ix_merchant_documents_merchant", "merchant_id", "id"),
        Index("ix_merchant_documents_kept", "deleted_at", "sent_at"),
        CheckConstraint("kind IN ('licence', 'identity', 'other')", name="kind"),
        CheckConstraint("format IN ('pdf', 'picture')", name="format"),
        CheckConstraint("state IN ('waiting', 'accepted', 'refused')", name="state"),
        not_negative("bytes"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int | None] = fk("merchants.id", nullable=True)
    sent_by_id: Mapped[int] = fk("users.id", index=True)
    kind: Mapped[str] = mapped_column(String(10))
    format: Mapped[str] = mapped_column(String(8))
    # Where it lies in the store; never shown.
    key: Mapped[str] = mapped_column(String(40))
    token: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    bytes: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    decided_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class DocumentView(Model):
    """Somebody opened a document."""

    __tablename__ = "merchant_document_views"
    __table_args__ = (Index("ix_merchant_document_views_document", "document_id", "id"),)

    id: Mapped[int] = primary_key()
    document_id: Mapped[int] = fk("merchant_documents.id")
    viewer_id: Mapped[int] = fk("users.id", index=True)
    at: Mapped[datetime]


class MerchantWord(Model):
    """Something said between a shop's owner and the operators about its papers. `side`: merchant, platform."""

    __tablename__ = "merchant_words"
    __table_args__ = (
        Index("ix_merchant_words_merchant", "merchant_id", "id"),
        CheckConstraint("side IN ('merchant', 'platform')", name="side"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    author_id: Mapped[int] = fk("users.id", index=True)
    side: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class MerchantReview(Model):
    """How it stands with a shop's papers: `asked_at` while the operator waits for more of them, `due_at` when they are
    to be looked at again, `noticed_days` of the last notice of that (30, 7, 0), `is_lapsed` when the shop is suspended
    because nobody sent them."""

    __tablename__ = "merchant_reviews"
    __table_args__ = (Index("ix_merchant_reviews_due", "due_at"),)

    merchant_id: Mapped[int] = fk("merchants.id", primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    noticed_days: Mapped[int | None]
    is_lapsed: Mapped[bool] = mapped_column(default=False)
