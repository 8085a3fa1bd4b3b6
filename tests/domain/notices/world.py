"""Reading what people have been told once the worker has caught up."""

from sqlalchemy import delete, select

from core.db import session
from core.outbox import OutboxRow
from core.unit import action
from domain.notices import queries
from domain.notices.models import Notice
from domain.notices.queries import NoticeRow
from domain.people.viewer import Viewer
from jobs import worker


def catch_up() -> None:
    """Does everything that is due but the search index, which no notice needs."""
    _leave_the_index()
    worker.drain()
    assert worker.waiting() == 0
    session.rollback()


@action(quiet=True)
def _leave_the_index() -> None:
    session.execute(delete(OutboxRow).where(OutboxRow.job == "search.index"))


def told(person: Viewer) -> list[NoticeRow]:
    """A person's notices, newest first, after everything that is due has been done."""
    catch_up()
    return list(queries.notices_of(person))


def kinds(person: Viewer) -> list[str]:
    return [row.kind for row in told(person)]


def only(person: Viewer, kind: str) -> NoticeRow:
    (row,) = [row for row in told(person) if row.kind == kind]
    return row


def everybody_told() -> set[tuple[int, str]]:
    """(person, kind) of every notice that there is."""
    catch_up()
    return {(row.user_id, row.kind) for row in session.execute(select(Notice.user_id, Notice.kind))}
