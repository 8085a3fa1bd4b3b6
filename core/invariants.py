"""What must hold whatever happens. Each room registers its checks; `flask check` runs them all, on a live site too.

A check reads and returns what is wrong, a sentence for each breach (English, for operators); nothing when all is
well. It compares sets in SQL and never loads a table. Rooms keep theirs in `check.py`, listed in `domain/checks.py`.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError

from core.db import session

Check = Callable[[], Sequence[str]]

# How many breaches of one kind are listed one by one.
SHOWN = 20

_registered: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    breaches: tuple[str, ...]
    milliseconds: int


def register(name: str, check: Check) -> None:
    """`name` is "room: what holds", and the order of registration is the order of the report."""
    _registered[name] = check


def names() -> tuple[str, ...]:
    return tuple(_registered)


def outcomes() -> Iterator[Outcome]:
    """Runs every check, all on one snapshot of the database, so that a site at work shows no false breaches."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        for name, check in _registered.items():
            yield _outcome(name, check)
    finally:
        session.rollback()


def _outcome(name: str, check: Check) -> Outcome:
    began = time.perf_counter()
    try:
        breaches = tuple(check())
    except DBAPIError as error:
        # A broken table must not hide what the other checks find.
        session.rollback()
        breaches = (f"could not be checked: {error.orig}",)
    return Outcome(name, breaches, round((time.perf_counter() - began) * 1000))


def found(statement: Select[*tuple[Any, ...]], text: str) -> list[str]:
    """The rows of `statement`, each as `text` filled with its columns; past SHOWN only that there are more."""
    rows = session.execute(statement.limit(SHOWN + 1)).all()
    listed = [text % dict(row._mapping) for row in rows[:SHOWN]]
    return [*listed, "and more like these"] if len(rows) > SHOWN else listed
