"""Tables of what others add to a post: comments, reactions; and of what its author adds later."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key

REACTIONS = ("like", "love", "laugh", "wow", "thanks")
FOLLOW_UP_DAYS = (7, 30, 180)


class Comment(Model):
    """Shown in two levels: `root_id` is the comment at the top of the thread (empty for one at the top),
    `parent_id` the one that is answered. A deleted one keeps its place. `product_id`: what an answer advises.
    `worn_role`: the author's role in the shop of the post's product, when she spoke for it."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_post", "post_id", "root_id", "id"),
        Index("ix_comments_root", "root_id", "id"),
        Index("ix_comments_first", "post_id", "id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
    )

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = fk("posts.id")
    author_id: Mapped[int] = fk("users.id", index=True)
    root_id: Mapped[int | None] = fk("comments.id", nullable=True)
    parent_id: Mapped[int | None] = fk("comments.id", nullable=True)
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    reply_count: Mapped[int] = mapped_column(default=0)
    worn_role: Mapped[str] = mapped_column(String(10), default="")
    created_at: Mapped[datetime]


class Reaction(Model):
    """One of the five a person and post; `helpful` stands beside them, on reviews."""

    __tablename__ = "reactions"
    __table_args__ = (
        Index("ix_reactions_user", "user_id", "post_id"),
        CheckConstraint("kind IN ('like', 'love', 'laugh', 'wow', 'thanks', 'helpful')", name="kind"),
        {"sqlite_with_rowid": False},
    )

    post_id: Mapped[int] = fk("posts.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    created_at: Mapped[datetime]


class FollowUp(Model):
    """What the author of a review says of the purchase after so many days; shown below the review."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("post_id", "days"),
        CheckConstraint("days IN (7, 30, 180)", name="days"),
        CheckConstraint("state IN ('visible', 'deleted')", name="state"),
    )

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = fk("posts.id")
    days: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    created_at: Mapped[datetime]
