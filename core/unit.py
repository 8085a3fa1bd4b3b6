"""The unit of work. `@action` is the only thing in the project that commits.

An action ends the reading that went before, begins a write transaction, runs its verb, lets the events that the
verb recorded have their consequences in the same transaction, and commits once. Any exception undoes all of it.
An action called inside an action joins it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar, overload

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from core import outbox
from core.db import session, writes
from core.events import Event

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 3
# Deadlock, serialisation failure, and a row that somebody else has put in meanwhile: PostgreSQL has rolled back, and
# the same work may succeed now, or find what is there.
WORTH_ANOTHER_TRY = {"40P01", "40001", "23505"}


@dataclass(slots=True)
class Unit:
    """What one write transaction collects. `quiet`: nothing that a page for strangers shows has changed."""

    quiet: bool = False
    events: list[Event] = field(default_factory=list)
    has_jobs: bool = False


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)
_bulk: ContextVar[Unit | None] = ContextVar("bulk", default=None)
_after_commit: list[Callable[[Unit], None]] = []


def after_commit(callback: Callable[[Unit], None]) -> None:
    """Registers what happens, outside any transaction, once a unit has been committed."""
    if callback not in _after_commit:
        _after_commit.append(callback)


def record(fact: Event) -> None:
    """Notes an event of the running action. Its consequences happen before the commit and after it."""
    unit = _current.get()
    if unit is None:
        raise RuntimeError("an event is recorded inside an action only")
    unit.events.append(fact)


def is_writing() -> bool:
    return _current.get() is not None


@overload
def action(verb: Callable[P, R]) -> Callable[P, R]: ...
@overload
def action(*, quiet: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def action(verb: Callable[P, R] | None = None, *, quiet: bool = False) -> Any:
    """Makes a verb one transaction. Arguments are plain values, since the verb may run again after a deadlock."""

    def decorate(verb: Callable[P, R]) -> Callable[P, R]:
        @wraps(verb)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _current.get() is not None:
                return verb(*args, **kwargs)
            return _outermost(lambda: verb(*args, **kwargs), quiet)

        run.is_action = True  # type: ignore[attr-defined]
        return run

    return decorate(verb) if verb is not None else decorate


@contextmanager
def one_commit() -> Iterator[None]:
    """Many actions, one commit: for imports and the demo world. Each action inside still has its consequences at
    its own end; the first exception undoes all of them."""
    _end_reading()
    bulk = Unit()
    token = _bulk.set(bulk)
    writing = writes.set(True)
    try:
        with _write_begun(bulk):
            pass
        yield
        session.commit()
        session.expunge_all()
    except BaseException:
        session.rollback()
        raise
    finally:
        writes.reset(writing)
        _bulk.reset(token)
    for callback in _after_commit:
        callback(bulk)


@contextmanager
def _write_begun(unit: Unit) -> Iterator[None]:
    token = _current.set(unit)
    try:
        session.connection()
        yield
    finally:
        _current.reset(token)


def _inside_bulk(work: Callable[[], R], bulk: Unit) -> R:
    unit = Unit()
    with _write_begun(unit):
        result = work()
        _draw_consequences(unit)
        session.flush()
    bulk.has_jobs |= unit.has_jobs
    return result


def _outermost(work: Callable[[], R], quiet: bool) -> R:
    bulk = _bulk.get()
    if bulk is not None:
        return _inside_bulk(work, bulk)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            result, unit = _once(work, quiet)
            break
        except DBAPIError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in WORTH_ANOTHER_TRY:
                raise
    for callback in _after_commit:
        callback(unit)
    return result


def _once(work: Callable[[], R], quiet: bool) -> tuple[R, Unit]:
    _end_reading()
    unit = Unit(quiet)
    token = _current.set(unit)
    writing = writes.set(True)
    try:
        session.connection()
        result = work()
        _draw_consequences(unit)
        session.commit()
        return result, unit
    except BaseException:
        session.rollback()
        raise
    finally:
        writes.reset(writing)
        _current.reset(token)


def _end_reading() -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed before the action began; it would be lost")
    session.rollback()


def _draw_consequences(unit: Unit) -> None:
    done = 0
    while done < len(unit.events):
        fact = unit.events[done]
        done += 1
        for consequence in outbox.together(fact):
            consequence(fact)
        unit.has_jobs |= outbox.put(fact)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _current.get() is not None else "BEGIN")
