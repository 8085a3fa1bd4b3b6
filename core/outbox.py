"""The outbox: what has to follow an event, written in the event's own transaction and done afterwards.

Its rows are the truth about outstanding work. A job's effect and the end of its row are one transaction, so that
a job that writes to the database happens exactly once; a job with an effect elsewhere happens at least once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, insert
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Model, primary_key, session
from core.events import Event

Consequence = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Job:
    """`name` is stored and must not change. A batch job gets the list of all events that wait for it,
    outside any transaction; another job gets one event, inside the transaction that ends its row."""

    name: str
    run: Callable[[Any], object]
    batch: bool = False


class OutboxRow(Model):
    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "available_at", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = primary_key()
    job: Mapped[str] = mapped_column(String(80))
    event: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")


_INSERT = insert(OutboxRow.__table__)  # type: ignore[arg-type]


_is_history: ContextVar[bool] = ContextVar("history", default=False)
_together: dict[type[Event], Sequence[Consequence]] = {}
_afterwards: dict[type[Event], Sequence[Job]] = {}


def install(
    together: Mapping[type[Event], Sequence[Consequence]], afterwards: Mapping[type[Event], Sequence[Job]]
) -> None:
    """Takes the table of consequences (`domain.reactions`)."""
    _together.clear()
    _together.update(together)
    _afterwards.clear()
    _afterwards.update(afterwards)


def together(fact: Event) -> Sequence[Consequence]:
    return _together.get(type(fact), ())


def jobs() -> dict[str, Job]:
    """All jobs by name."""
    return {job.name: job for listed in _afterwards.values() for job in listed}


@contextmanager
def history() -> Iterator[None]:
    """What is recorded inside happened long ago: only batch jobs (the index) follow, nobody is sent a notice."""
    token = _is_history.set(True)
    try:
        yield
    finally:
        _is_history.reset(token)


def put(fact: Event) -> bool:
    """Writes a row for each job that follows `fact`; says whether there was one."""
    listed = [job for job in _afterwards.get(type(fact), ()) if job.batch or not _is_history.get()]
    if not listed:
        return False
    at = clock.now()
    payload = fact.to_json()
    session.execute(_INSERT, [_row(job, fact, payload, at) for job in listed])
    return True


def fact_of(row: OutboxRow) -> Event:
    """The event that a row carries."""
    kind = next(kind for kind in _afterwards if kind.event_name() == row.event)
    return kind.from_json(row.payload)


def put_history(facts: Sequence[Event]) -> None:
    """For facts that an import brings in long after they happened: only batch jobs (the index) follow them; nobody
    is sent a notice."""
    at = clock.now()
    rows = [
        _row(job, fact, fact.to_json(), at)
        for fact in facts
        for job in _afterwards.get(type(fact), ())
        if job.batch
    ]
    if rows:
        session.execute(_INSERT, rows)


def _row(job: Job, fact: Event, payload: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "job": job.name,
        "event": fact.event_name(),
        "payload": payload,
        "created_at": at,
        "available_at": at,
    }
