"""Tables of private letters: a thread between a fan and a desk, its letters, their pictures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class LetterThread(Model):
    """Between a fan and a desk: a shop, whoever of its people writes, or the owner of an angel store. A thread that the
    desk began is a request of one letter until the fan accepts it. `closed_by`: who wishes no more letters."""

    __tablename__ = "letter_threads"
    __table_args__ = (
        UniqueConstraint("fan_id", "merchant_id"),
        UniqueConstraint("fan_id", "owner_id"),
        Index("ix_letter_threads_fan", "fan_id", "last_at", "id"),
        Index("ix_letter_threads_merchant", "merchant_id", "last_at", "id"),
        Index("ix_letter_threads_owner", "owner_id", "last_at", "id"),
        CheckConstraint("(merchant_id IS NULL) <> (owner_id IS NULL)", name="one_desk"),
        CheckConstraint("owner_id IS NULL OR owner_id <> fan_id", name="not_oneself"),
        CheckConstraint("closed_by IN ('', 'fan', 'desk')", name="closed_by"),
        CheckConstraint("fan_read_seq <= last_seq AND desk_read_seq <= last_seq", name="read_what_is_there"),
        not_negative("last_seq"),
    )

    id: Mapped[int] = primary_key()
    fan_id: Mapped[int] = fk("users.id")
    merchant_id: Mapped[int | None] = fk("merchants.id", nullable=True)
    owner_id: Mapped[int | None] = fk("users.id", nullable=True)
    begun_by_id: Mapped[int] = fk("users.id")
    # When the fan wrote or accepted; empty while the desk's first letter is a request.
    accepted_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(4), default="")
    last_seq: Mapped[int] = mapped_column(default=0)
    fan_read_seq: Mapped[int] = mapped_column(default=0)
    desk_read_seq: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Letter(Model):
    """`client_id` lets a retried send arrive once. Of a shop's letters the fan learns the shop, not who of its people
    wrote."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("thread_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("picture_count"),
    )

    id: Mapped[int] = primary_key()
    thread_id: Mapped[int] = fk("letter_threads.id")
    seq: Mapped[int]
    author_id: Mapped[int] = fk("users.id")
    from_desk: Mapped[bool]
    client_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    picture_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class LetterPicture(Model):
    """A picture in the private store; without `letter_id` it waits for its letter to be sent again."""

    __tablename__ = "letter_pictures"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_letter_pictures_letter", "letter_id", "id"),
        Index("ix_letter_pictures_owner", "owner_id", "created_at"),
    )

    id: Mapped[int] = primary_key()
    letter_id: Mapped[int | None] = fk("letters.id", nullable=True)
    owner_id: Mapped[int] = fk("users.id")
    key: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime]
