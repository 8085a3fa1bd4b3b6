"""What somebody has written and shown."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from core.db import session
from domain.catalog.models import Product
from domain.export import reading
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.says.models import (
    Collection,
    CollectionItem,
    Comment,
    FollowUp,
    Photo,
    Post,
    PostChange,
    Rating,
    RatingChange,
)


def profile(me: Viewer) -> Select[*tuple[Any, ...]]:
    return select(
        User.id, User.handle, User.display_name, User.email, User.bio, User.locale, User.theme, User.time_zone,
        User.purchases_shown, User.profile_window, User.is_suggested, User.suggests_by_purchases, User.is_exportable,
        User.created_at,
    ).where(User.id == me.id)  # fmt: skip


def posts(me: Viewer) -> Select[*tuple[Any, ...]]:
    return select(
        Post.id, Post.kind, Post.body, Post.stars, Post.product_id, Post.quoted_id, Post.audience, Post.circle_id,
        Post.lang, Post.state, Post.created_at, Post.edited_at,
    ).where(Post.author_id == me.id, Post.state != "deleted")  # fmt: skip


def _of_posts(me: Viewer, statement: Select[*tuple[Any, ...]], post_id: Any) -> Select[*tuple[Any, ...]]:
    own = (Post.id == post_id) & (Post.author_id == me.id) & (Post.state != "deleted")
    return statement.join(Post, own)


def post_changes(me: Viewer) -> Select[*tuple[Any, ...]]:
    statement = select(
        PostChange.id, PostChange.post_id, PostChange.old_body, PostChange.old_audience, PostChange.new_audience,
        PostChange.at,
    )  # fmt: skip
    return _of_posts(me, statement, PostChange.post_id)


def photos(me: Viewer) -> Select[*tuple[Any, ...]]:
    statement = select(
        Photo.id, Photo.post_id, Photo.position, Photo.alt, Photo.created_at, Photo.key.label("file")
    )
    return _of_posts(me, statement, Photo.post_id).where(Photo.owner_id == me.id)


def follow_ups(me: Viewer) -> Select[*tuple[Any, ...]]:
    statement = select(FollowUp.id, FollowUp.post_id, FollowUp.days, FollowUp.body, FollowUp.created_at)
    return _of_posts(me, statement, FollowUp.post_id).where(FollowUp.state != "deleted")


def comments(me: Viewer) -> Select[*tuple[Any, ...]]:
    return select(
        Comment.id, Comment.post_id, Comment.parent_id, Comment.product_id, Comment.body, Comment.created_at
    ).where(Comment.author_id == me.id, Comment.state != "deleted")


def ratings(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Rating.id,
            Rating.product_id,
            Product.title,
            Rating.stars,
            Rating.post_id,
            Rating.created_at,
            Rating.edited_at,
        )
        .join(Product, Product.id == Rating.product_id)
        .where(Rating.user_id == me.id)
    )


def rating_changes(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            RatingChange.id,
            RatingChange.rating_id,
            RatingChange.old_stars,
            RatingChange.new_stars,
            RatingChange.at,
        )
        .join(Rating, Rating.id == RatingChange.rating_id)
        .where(Rating.user_id == me.id)
    )


def collection_items(me: Viewer) -> Select[*tuple[Any, ...]]:
    item = CollectionItem
    return (
        select(
            item.id,
            item.collection_id,
            item.position,
            item.post_id,
            item.product_id,
            item.note,
            item.added_at,
        )
        .join(Collection, (Collection.id == item.collection_id) & Collection.ended_at.is_(None))
        .where(Collection.owner_id == me.id)
    )


def own_picture_keys(viewer: Viewer) -> Iterator[str]:
    """The viewer's own pictures, the newest first, after the one of herself."""
    avatar = session.scalar(select(User.avatar_key).where(User.id == viewer.id))
    if avatar:
        yield avatar
    statement = (
        photos(viewer).with_only_columns(Photo.id, Photo.key).order_by(Photo.id.desc()).limit(reading.BATCH)
    )
    batch = session.execute(statement).all()
    while batch:
        yield from (row.key for row in batch)
        batch = session.execute(statement.where(Photo.id < batch[-1].id)).all()
