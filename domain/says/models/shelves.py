"""Tables of what a member keeps: drafts, bookmarks, collections."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Draft(Model):
    """A post that is not out yet. `fields` are those of the form as typed, with the tokens of its pictures; `key` is
    made by the page, so that one page keeps one draft. With `publish_at` it goes out then; `problem` says why it did
    not."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("owner_id", "key"),
        Index("ix_drafts_due", "publish_at"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    key: Mapped[str] = mapped_column(String(36))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    publish_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SentDraft(Model):
    """A page whose post is out, by the key that the page made: its button pressed twice publishes once."""

    __tablename__ = "sent_drafts"
    __table_args__ = (Index("ix_sent_drafts_at", "at"), {"sqlite_with_rowid": False})

    owner_id: Mapped[int] = fk("users.id", primary_key=True)
    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    # None only while the first press is at work.
    post_id: Mapped[int | None] = fk("posts.id", nullable=True)
    at: Mapped[datetime]


class Bookmark(Model):
    __tablename__ = "bookmarks"
    __table_args__ = (
        UniqueConstraint("user_id", "post_id"),
        Index("ix_bookmarks_user", "user_id", "id"),
        Index("ix_bookmarks_due", "remind_at"),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id")
    post_id: Mapped[int] = fk("posts.id", index=True)
    remind_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Collection(Model):
    """Posts and products under one title, arranged by its owner. What is in it is shown to those who may read it."""

    __tablename__ = "collections"
    __table_args__ = (
        Index("ix_collections_owner", "owner_id", "id"),
        CheckConstraint("audience IN ('public', 'friends', 'me')", name="audience"),
        not_negative("item_count"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    title: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(8), default="public")
    item_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CollectionItem(Model):
    """A post or a product, never both."""

    __tablename__ = "collection_items"
    __table_args__ = (
        UniqueConstraint("collection_id", "post_id"),
        UniqueConstraint("collection_id", "product_id"),
        Index("ix_collection_items_place", "collection_id", "position"),
        CheckConstraint("(post_id IS NULL) <> (product_id IS NULL)", name="one_thing"),
    )

    id: Mapped[int] = primary_key()
    collection_id: Mapped[int] = fk("collections.id")
    post_id: Mapped[int | None] = fk("posts.id", nullable=True, index=True)
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int]
    added_at: Mapped[datetime]
