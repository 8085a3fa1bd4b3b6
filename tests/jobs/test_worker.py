"""The worker: every job is done, one job's failure does not stop the others, and a failed one is tried again."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from core import outbox
from core.db import session
from core.events import Event
from core.outbox import Job, OutboxRow
from core.unit import action, record
from domain.catalog.models import Category
from jobs import worker


@dataclass(frozen=True, slots=True)
class Picked(Event):
    name: str


@action
def pick(name: str) -> None:
    record(Picked(name))


@pytest.fixture
def after(site):
    saved = dict(outbox._together), dict(outbox._afterwards)
    yield lambda *jobs: outbox.install({}, {Picked: jobs})
    outbox.install(*saved)


def left() -> list[tuple[str, int]]:
    session.rollback()
    return [tuple(row) for row in session.execute(select(OutboxRow.job, OutboxRow.attempts))]


def test_a_job_runs_once_and_its_row_ends_with_it(after):
    after(Job("shelve", lambda fact: session.add(Category(name=fact.name))))
    pick("Plum")
    worker.drain()
    worker.drain()
    assert session.scalars(select(Category.name)).all() == ["Plum"]
    assert left() == []


def test_a_batch_job_gets_all_that_waits_at_once(after):
    calls = []
    after(Job("index", calls.append, batch=True))
    for name in ("Plum", "Pear", "Fig"):
        pick(name)
    worker.drain()
    assert [[fact.name for fact in call] for call in calls] == [["Plum", "Pear", "Fig"]]


def test_a_failing_job_waits_and_the_others_are_done(after, time):
    done = []

    def break_first(fact: Picked) -> None:
        if not done:
            done.append("tried")
            raise ValueError("no")
        done.append(fact.name)

    after(Job("fragile", break_first), Job("sturdy", lambda fact: session.add(Category(name=fact.name))))
    pick("Plum")
    worker.drain()
    assert left() == [("fragile", 1)]
    time.pass_(minutes=1)
    worker.drain()
    assert done == ["tried", "Plum"]
    assert left() == []


def test_a_failed_job_leaves_nothing_of_itself(after):
    def half(fact: Picked) -> None:
        session.add(Category(name="half done"))
        session.flush()
        raise ValueError("no")

    after(Job("half", half))
    pick("Plum")
    worker.drain()
    assert session.scalar(select(Category.id)) is None
