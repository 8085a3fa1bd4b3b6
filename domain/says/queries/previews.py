"""Posts as they stand inside other posts, small: their first words, one picture, one product. Each is looked up through
the sight of whoever reads the page, whatever the post around it says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select

from core.db import session
from core.errors import NotFound
from core.text import excerpt
from domain.angels.models import Endorsement
from domain.angels.policy import sells
from domain.angels.queries import Ad
from domain.catalog.queries import ProductCard
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says.models import Photo, Post
from domain.says.policy import visible_posts

WORDS_SHOWN = 280


@dataclass(frozen=True, slots=True)
class PostPreview:
    """`first_id` is the post at the beginning of the chain when this one itself passes something on."""

    id: int
    author: PersonCard
    words: str
    lang: str
    kind: str
    stars: int | None
    has_poll: bool
    photo_key: str | None
    photo_alt: str
    photo_count: int
    product_id: int | None
    is_angel: bool
    is_seller: bool
    reshare_count: int
    first_id: int | None
    created_at: datetime
    product: ProductCard | None = None
    ad: Ad | None = None


def preview(viewer: Viewer, post_id: int) -> PostPreview:
    """One post in small. Raises NotFound."""
    found = previews_in(session.execute(previews_of(viewer, [post_id])))
    if not found:
        raise NotFound
    return found[post_id]


def previews_in(rows: Iterable[Any]) -> dict[int, PostPreview]:
    return {row.id: _preview(row) for row in rows}


def previews_of(viewer: Viewer, post_ids: Any) -> Select[*tuple[Any, ...]]:
    """Rows for `previews_in`: those of the posts that the viewer may read. `post_ids`: them, or the parameter that
    stands for them."""
    statement = (
        select(
            Post.id,
            Post.author_id,
            User.handle,
            User.display_name,
            User.avatar_key,
            Post.body,
            Post.lang,
            Post.kind,
            Post.stars,
            Post.has_poll,
            Photo.key.label("photo_key"),
            Photo.alt.label("photo_alt"),
            Post.photo_count,
            Post.product_id,
            Endorsement.id.label("endorsement_id"),
            sells(Post.author_id, Post.product_id).label("is_seller"),
            Post.reshare_count,
            Post.first_id,
            Post.created_at,
        )
        .join(User, User.id == Post.author_id)
        .outerjoin(Photo, and_(Photo.post_id == Post.id, Photo.position == 0))
        .outerjoin(
            Endorsement,
            and_(
                Endorsement.user_id == Post.author_id,
                Endorsement.product_id == Post.product_id,
                Endorsement.ended_at.is_(None),
            ),
        )
        .where(Post.id.in_(post_ids))
    )
    return visible_posts(statement, viewer)


def _preview(row: Any) -> PostPreview:
    return PostPreview(
        id=row.id,
        author=PersonCard(row.author_id, row.handle, row.display_name, row.avatar_key),
        words=excerpt(row.body, WORDS_SHOWN),
        lang=row.lang,
        kind=row.kind,
        stars=row.stars,
        has_poll=row.has_poll,
        photo_key=row.photo_key,
        photo_alt=row.photo_alt or "",
        photo_count=row.photo_count,
        product_id=row.product_id,
        is_angel=row.endorsement_id is not None,
        is_seller=bool(row.is_seller),
        reshare_count=row.reshare_count,
        first_id=row.first_id,
        created_at=row.created_at,
    )
