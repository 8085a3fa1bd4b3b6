"""How reading goes on PostgreSQL: without a transaction, without the right to write, with statements kept prepared."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import InternalError

from core.db import db, lock, session
from core.unit import action
from domain.catalog.models import Category
from tests.services import Missing, postgres_cluster

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from app import create_app

    folder = tmp_path_factory.mktemp("reading")
    try:
        with postgres_cluster() as url:
            yield create_app(
                {"DATA_DIR": str(folder), "APP_ENV": "test", "SECRET_KEY": "x" * 40, "DATABASE_URL": url}
            )
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


@pytest.fixture
def shop(made: Flask) -> Iterator[Flask]:
    """One empty table of the site's, an app context pushed."""
    with made.app_context():
        Category.__table__.create(db.engine)
        yield made
        session.remove()
        Category.__table__.drop(db.engine)
        db.engine.dispose()


@action
def shelve(name: str) -> None:
    session.add(Category(name=name))


def names() -> list[str]:
    return list(session.scalars(select(Category.name).order_by(Category.id)))


@pytest.mark.parametrize("change", [insert(Category).values(name="Tea"), update(Category).values(name="Tea")])
def test_who_only_reads_is_refused_to_write(shop, change):
    with pytest.raises(InternalError, match="read-only transaction"):
        session.execute(change)
    assert names() == []


def test_who_only_reads_locks_no_rows(shop):
    with pytest.raises(InternalError, match="read-only transaction"):
        session.execute(lock(select(Category)))


def test_reading_holds_no_transaction_open_between_its_statements(shop):
    names()
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
    assert session.scalar(waiting) == 0


def test_statements_stay_prepared_from_one_request_to_the_next(shop):
    for _ in range(10):
        names()
        session.remove()
    kept = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM categories%'")
    assert session.scalar(kept) == 1


def test_statements_stay_prepared_when_something_is_written_between(shop):
    for number in range(10):
        names()
        shelve(f"Tea {number}")
    assert session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) > 0


def test_an_action_sees_afresh_what_the_same_request_has_read(shop):
    shelve("Tea")
    read = session.scalars(select(Category)).one()
    with db.engine.begin() as elsewhere:
        elsewhere.execute(update(Category).values(name="Oolong"))

    @action
    def add_jam() -> None:
        found = session.get(Category, read.id)
        found.name += " jam"

    add_jam()
    assert names() == ["Oolong jam"]


def test_what_an_action_reads_it_reads_in_its_own_transaction(shop):
    @action
    def shelve_and_count() -> int:
        session.add(Category(name="Plum"))
        session.flush()
        return len(names())

    assert shelve_and_count() == 1


def test_after_a_refused_action_reading_and_writing_go_on(shop):
    @action
    def fail() -> None:
        session.add(Category(name="Lost"))
        session.flush()
        raise ValueError("no")

    with pytest.raises(ValueError):
        fail()
    assert names() == []
    shelve("Tea")
    assert names() == ["Tea"]
