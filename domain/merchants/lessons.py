"""Which of the short lessons somebody has read. Their words are with the pages."""

from sqlalchemy import delete, select

from core import clock
from core.db import session
from core.errors import NotFound
from core.policy import require
from core.unit import action
from domain.merchants.models import LessonRead
from domain.people.policy import can_write
from domain.people.viewer import Viewer

SLUGS = ("pictures", "price", "answering", "sending", "returns", "law")


@action
def mark_lesson(actor: Viewer, slug: str, *, is_read: bool) -> None:
    """Notes that she has read it, or wants it unread again. Said twice, it changes nothing."""
    require(can_write(actor))
    if slug not in SLUGS:
        raise NotFound
    if not is_read:
        session.execute(delete(LessonRead).where(LessonRead.user_id == actor.id, LessonRead.slug == slug))
    elif session.get(LessonRead, (actor.id, slug)) is None:
        session.add(LessonRead(user_id=actor.id, slug=slug, at=clock.now()))


def lessons_read(viewer: Viewer) -> frozenset[str]:
    return frozenset(session.scalars(select(LessonRead.slug).where(LessonRead.user_id == viewer.id)))
