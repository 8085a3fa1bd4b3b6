"""Tables of posts: their photos, their history, the ratings that they carry."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key

AUDIENCES = ("public", "friends", "circle", "me")
KINDS = ("says", "advice")


class Post(Model):
    """An angel says. `state`: visible, folded (by a moderator, with the reason), deleted (by its author).

    `kind` advice asks what to buy; its comments can carry products. `quoted_id` is the post that this one passes on,
    with words of its own (a quote) or without (a reshare); `first_id` the one at the beginning of that chain, whose
    author is credited. `circle_id` belongs to the audience circle."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_author", "author_id", "id"),
        Index("ix_posts_product", "product_id", "id"),
        Index("ix_posts_helpful", "product_id", "helpful_count", "id"),
        Index("ix_posts_public", "audience", "state", "id"),
        Index("ix_posts_quoted", "quoted_id", "author_id"),
        Index(
            "ix_posts_advice",
            "id",
            sqlite_where=text("kind = 'advice'"),
            postgresql_where=text("kind = 'advice'"),
        ),
        CheckConstraint("audience IN ('public', 'friends', 'circle', 'me')", name="audience"),
        CheckConstraint("(audience = 'circle') = (circle_id IS NOT NULL)", name="circle"),
        CheckConstraint("kind IN ('says', 'advice')", name="kind"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        not_negative("comment_count"),
        not_negative("reaction_count"),
        not_negative("helpful_count"),
        not_negative("reshare_count"),
    )

    id: Mapped[int] = primary_key()
    author_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    lang: Mapped[str] = mapped_column(String(10), default="")
    kind: Mapped[str] = mapped_column(String(8), default="says")
    audience: Mapped[str] = mapped_column(String(8))
    circle_id: Mapped[int | None] = fk("circles.id", nullable=True, index=True)
    quoted_id: Mapped[int | None] = fk("posts.id", nullable=True)
    first_id: Mapped[int | None] = fk("posts.id", nullable=True)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    stars: Mapped[int | None]
    comment_count: Mapped[int] = mapped_column(default=0)
    reaction_count: Mapped[int] = mapped_column(default=0)
    # kind -> how many, of the five.
    reaction_kinds: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    helpful_count: Mapped[int] = mapped_column(default=0)
    reshare_count: Mapped[int] = mapped_column(default=0)
    photo_count: Mapped[int] = mapped_column(default=0)
    follow_up_count: Mapped[int] = mapped_column(default=0)
    has_poll: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class PostChange(Model):
    """What a post said, and to whom, before it was changed: its history, for all who may read it. The audience of old
    is shown to the author alone; the circles belong to the audience circle."""

    __tablename__ = "post_changes"

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = fk("posts.id", index=True)
    old_body: Mapped[str] = mapped_column(Text)
    old_html: Mapped[str] = mapped_column(Text)
    old_audience: Mapped[str] = mapped_column(String(8))
    new_audience: Mapped[str] = mapped_column(String(8))
    old_circle_id: Mapped[int | None] = fk("circles.id", nullable=True)
    new_circle_id: Mapped[int | None] = fk("circles.id", nullable=True)
    at: Mapped[datetime]


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
    # The last of 7, 30, 180 days after receipt for which the rater was asked how it is now.
    asked_days: Mapped[int] = mapped_column(default=0)
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
