"""The unit of work: one commit or nothing, and consequences in the same transaction."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from core import clock, outbox, unit
from core.db import session
from core.events import Event
from core.outbox import Job, OutboxRow
from core.unit import action, record
from domain.catalog.models import Category


@dataclass(frozen=True, slots=True)
class Shelved(Event):
    name: str


@pytest.fixture
def consequences(site):
    saved = dict(outbox._together), dict(outbox._afterwards)
    yield lambda together=(), afterwards=(): outbox.install({Shelved: together}, {Shelved: afterwards})
    outbox.install(*saved)


@action
def shelve(name: str) -> None:
    session.add(Category(name=name))
    record(Shelved(name))


@action
def shelve_and_fail(name: str) -> None:
    shelve(name)
    raise ValueError("no")


def names() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Category.name).order_by(Category.id)))


def test_an_action_commits_once_at_its_end(site):
    shelve("Tea")
    assert names() == ["Tea"]


def test_an_exception_undoes_everything_also_what_an_inner_action_did(site):
    with pytest.raises(ValueError):
        shelve_and_fail("Tea")
    assert names() == []
    assert session.scalar(select(OutboxRow.id)) is None


def test_consequences_happen_in_the_same_transaction(consequences):
    def also_jam(fact: Shelved) -> None:
        session.add(Category(name=fact.name + " jam"))

    consequences(together=[also_jam])
    shelve("Plum")
    assert names() == ["Plum", "Plum jam"]


def test_a_failing_consequence_undoes_the_action(consequences):
    def refuse(fact: Shelved) -> None:
        raise ValueError("no")

    consequences(together=[refuse])
    with pytest.raises(ValueError):
        shelve("Plum")
    assert names() == []


def test_work_for_afterwards_is_written_with_the_action(consequences):
    consequences(afterwards=[Job("tell", print), Job("index", print, batch=True)])
    shelve("Plum")
    rows = session.execute(select(OutboxRow.job, OutboxRow.payload).order_by(OutboxRow.id)).all()
    assert [tuple(row) for row in rows] == [("tell", {"name": "Plum"}), ("index", {"name": "Plum"})]


def test_beginning_refuses_what_was_changed_before_since_it_would_be_lost(site):
    session.add(Category(name="Lost"))
    with pytest.raises(RuntimeError):
        shelve("Tea")
    session.rollback()


def test_an_event_outside_an_action_is_an_error(site):
    with pytest.raises(RuntimeError):
        record(Shelved("Tea"))


def test_what_was_read_before_is_read_anew_inside_the_action(site):
    shelve("Tea")
    stale = session.scalars(select(Category)).one()

    @action
    def rename() -> None:
        session.execute(
            update(Category).values(name="Oolong"), execution_options={"synchronize_session": False}
        )

    @action
    def read() -> str:
        return session.get(Category, stale.id).name

    rename()
    assert read() == "Oolong"


def test_many_actions_in_one_commit_each_have_their_consequences(consequences):
    seen = []
    consequences(
        together=[lambda fact: seen.append((fact.name, len(session.scalars(select(Category)).all())))]
    )
    with unit.one_commit():
        shelve("Tea")
        shelve("Plum")
    assert seen == [("Tea", 1), ("Plum", 2)]
    assert names() == ["Tea", "Plum"]


def test_one_failure_among_many_undoes_all(site):
    with pytest.raises(ValueError), unit.one_commit():
        shelve("Tea")
        shelve_and_fail("Plum")
    assert names() == []


def test_the_clock_can_be_moved(site):
    from datetime import timedelta

    before = clock.now()
    with clock.shifted(timedelta(days=-3)):
        assert (before - clock.now()).days >= 2
