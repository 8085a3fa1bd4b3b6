"""What somebody keeps for herself, and when she wants to be reminded of it. Nobody else learns of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.turns import in_turn
from core.unit import action, record
from domain.people.models import User
from domain.people.policy import is_signed_in
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.events import ReminderDue
from domain.says.models import Bookmark, Post

BATCH = 200


@action(quiet=True)
def save(actor: Viewer, post_id: int) -> None:
    """Keeps a post that the actor may read. Twice changes nothing."""
    require(is_signed_in(actor))
    # Locked, so that two windows do not save past the limit.
    session.scalar(lock(select(User.id).where(User.id == actor.id)))
    there = policy.visible_posts(select(Post.id).where(Post.id == post_id), actor)
    if session.scalar(there) is None:
        raise NotFound
    if _mine(actor, post_id) is not None:
        return
    if _count(actor) >= rules.BOOKMARKS_MAX:
        raise Refused(N_("You have saved %(limit)s posts. Take some away first."), limit=rules.BOOKMARKS_MAX)
    session.add(Bookmark(user_id=actor.id, post_id=post_id, created_at=clock.now()))


@action(quiet=True)
def take_away(actor: Viewer, post_id: int) -> None:
    """Also what the actor may no longer read."""
    require(is_signed_in(actor))
    mine = delete(Bookmark).where(Bookmark.user_id == actor.id, Bookmark.post_id == post_id)
    session.execute(mine.execution_options(synchronize_session=False))


@action(quiet=True)
def remind(actor: Viewer, post_id: int, *, at: datetime | None) -> None:
    """Sets the one reminder of a saved post, or takes it away."""
    require(is_signed_in(actor))
    made = _mine(actor, post_id)
    if made is None:
        raise NotFound
    if at is not None and not clock.now() < at <= clock.now() + rules.REMINDED_WITHIN:
        raise Refused(N_("Choose a day from tomorrow on, within five years."), field="date")
    made.remind_at = at


def remind_due() -> int:
    """Reminds of what is due, each once; safe to run again. Returns how many."""
    return in_turn("reminders", _remind, _due())


def _due() -> Sequence[int]:
    statement = select(Bookmark.id).where(Bookmark.remind_at <= clock.now())
    return session.scalars(statement.order_by(Bookmark.remind_at).limit(BATCH)).all()


@action(quiet=True)
def _remind(bookmark_id: int) -> bool:
    due = select(Bookmark).where(Bookmark.id == bookmark_id, Bookmark.remind_at <= clock.now())
    made = session.scalar(lock(due))
    if made is None:
        return False
    made.remind_at = None
    session.flush()
    record(ReminderDue(made.post_id, made.user_id))
    return True


def _mine(actor: Viewer, post_id: int) -> Bookmark | None:
    return session.scalar(
        lock(select(Bookmark).where(Bookmark.user_id == actor.id, Bookmark.post_id == post_id))
    )


def _count(actor: Viewer) -> int:
    return session.scalar(select(func.count()).where(Bookmark.user_id == actor.id)) or 0
