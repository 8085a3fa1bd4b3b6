"""The pictures of posts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select

from domain.says.models import Photo


@dataclass(frozen=True, slots=True)
class PhotoView:
    key: str
    alt: str
    width: int
    height: int
    color: str

    @property
    def token(self) -> str:
        """How a form names the picture that it keeps."""
        return self.key

    def described(self, alt: str) -> "PhotoView":
        return replace(self, alt=alt)


def photos_of(post_ids: Any) -> Select[*tuple[Any, ...]]:
    """Rows for `photos_in`, of posts that have been looked up for a viewer, in no order. `post_ids`: them, or the
    parameter that stands for them."""
    return select(
        Photo.post_id,
        Photo.key,
        Photo.alt,
        Photo.width,
        Photo.height,
        Photo.color,
        Photo.position,
        Photo.id,
    ).where(Photo.post_id.in_(post_ids))


def photos_in(rows: Iterable[Any]) -> dict[int, tuple[PhotoView, ...]]:
    """Post -> its pictures in their order."""
    found: dict[int, list[PhotoView]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.position, row.id)):
        found[row.post_id].append(PhotoView(row.key, row.alt, row.width, row.height, row.color))
    return {post_id: tuple(photos) for post_id, photos in found.items()}
