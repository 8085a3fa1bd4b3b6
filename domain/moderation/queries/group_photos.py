"""The pictures of what was reported in groups: questions, answers, chat messages."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from core.db import session
from domain.groups.models import MessagePhoto, QuestionPhoto
from domain.says.queries import PhotoView

KINDS: dict[str, Any] = {
    "question": QuestionPhoto.question_id,
    "answer": QuestionPhoto.answer_id,
    "message": MessagePhoto.message_id,
}


def group_photos(keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], list[PhotoView]]:
    """A query a kind of which any has pictures."""
    found: dict[tuple[str, int], list[PhotoView]] = defaultdict(list)
    for kind, place in KINDS.items():
        ids = [number for one, number in keys if one == kind]
        if ids:
            photo = place.class_
            columns = photo.key, photo.alt, photo.width, photo.height, photo.color
            rows = session.execute(
                select(place, *columns).where(place.in_(ids)).order_by(place, photo.position, photo.id)
            )
            for row in rows:
                found[kind, row[0]].append(PhotoView(*row[1:]))
    return found
