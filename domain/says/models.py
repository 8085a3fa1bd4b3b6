"""Tables of angel says: posts with photos, ratings with history, comments, reactions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key

AUDIENCES = ("public", "friends", "me")


class Post(Model):
    """An angel says. `state`: visible, folded (by a moderator, with the reason), deleted (by its author)."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_author", "author_id", "id"),
        Index("ix_posts_product", "product_id", "id"),
        Index("ix_posts_public", "audience", "state", "id"),
        CheckConstraint("audience IN ('public', 'friends', 'me')", name="audience"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("comment_count"),
        not_negative("reaction_count"),
    )

    id: Mapped[int] = primary_key()
    author_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    lang: Mapped[str] = mapped_column(String(10), default="")
    audience: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    stars: Mapped[int | None]
    comment_count: Mapped[int] = mapped_column(default=0)
    reaction_count: Mapped[int] = mapped_column(default=0)
    photo_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class Rating(Model):
    """Stars for a received order line, one a line. They count whatever becomes of the post that carried them.
    `by_earner`: the rater was the product's angel then; shown and counted apart."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("order_line_id"),
        Index("ix_ratings_product", "product_id", "stars"),
        Index("ix_ratings_user", "user_id", "product_id", "id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int] = fk("products.id")
    order_line_id: Mapped[int] = fk("order_lines.id")
    post_id: Mapped[int | None] = fk("posts.id", nullable=True, index=True)
    stars: Mapped[int]
    by_earner: Mapped[bool] = mapped_column(default=False)
    is_refunded: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class RatingChange(Model):
    """What a rating was before it was edited."""

    __tablename__ = "rating_changes"

    id: Mapped[int] = primary_key()
    rating_id: Mapped[int] = fk("ratings.id", index=True)
    old_stars: Mapped[int]
    new_stars: Mapped[int]
    at: Mapped[datetime]


class Photo(Model):
    """A picture of a post; without `post_id` it waits for one (a draft that a 422 must not lose)."""

    __tablename__ = "photos"
    __table_args__ = (Index("ix_photos_post", "post_id", "position"), UniqueConstraint("key"))

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    post_id: Mapped[int | None] = fk("posts.id", nullable=True)
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime]


class Comment(Model):
    """Shown in two levels: `root_id` is the comment at the top of the thread (empty for one at the top),
    `parent_id` the one that is answered."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_post", "post_id", "root_id", "id"),
        Index("ix_comments_root", "root_id", "id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
    )

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = fk("posts.id")
    author_id: Mapped[int] = fk("users.id", index=True)
    root_id: Mapped[int | None] = fk("comments.id", nullable=True)
    parent_id: Mapped[int | None] = fk("comments.id", nullable=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    reply_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Reaction(Model):
    __tablename__ = "reactions"
    __table_args__ = (
        Index("ix_reactions_user", "user_id", "post_id"),
        CheckConstraint("kind IN ('like')", name="kind"),
        {"sqlite_with_rowid": False},
    )

    post_id: Mapped[int] = fk("posts.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    created_at: Mapped[datetime]
