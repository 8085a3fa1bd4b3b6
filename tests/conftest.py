"""The site for tests: its own folder, a database made once by the migrations and copied for each test, the cast."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy import text

from core import clock, generation
from core.db import Model, db, session
from domain.search import index as search_index
from tests.cast import Cast, make_cast
from tests.services import postgres_cluster, redis_server
from tests.web import Browser

os.environ["APP_ENV"] = "test"
# Nothing is said about speed by what Hypothesis tries: the machine may be busy.
settings.register_profile("any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any speed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that speak to SQLite itself stay out where the site runs on PostgreSQL."""
    if os.environ.get("TEST_DATABASE") == "postgres":
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="speaks to SQLite itself"))


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    from domain.people import passwords

    passwords.hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[str, str]]:
    """With TEST_DATABASE=postgres the same tests run on a PostgreSQL and a Redis of their own."""
    if os.environ.get("TEST_DATABASE") != "postgres":
        yield {}
        return
    with postgres_cluster() as database, redis_server() as redis:
        yield {"DATABASE_URL": str(database), "REDIS_URL": redis}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, servers: dict[str, str]) -> Iterator[Flask]:
    from app import create_app

    folder = tmp_path_factory.mktemp("site")
    made = create_app({"DATA_DIR": str(folder), "APP_ENV": "test", "SECRET_KEY": "x" * 40, **servers})
    made.test_client_class = Browser
    with made.app_context():
        upgrade()
        db.engine.dispose()
    if not servers:
        shutil.copy(folder / "site.db", folder / "empty.db")
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """The site with an empty database, an app context pushed."""
    with emptied(app):
        yield app


@contextmanager
def emptied(app: Flask) -> Iterator[None]:
    with app.app_context():
        if app.extensions["settings"].is_sqlite:
            _put_back_empty_file(app.extensions["settings"].data_dir)
        else:
            _empty_tables()
    # A test that makes another site leaves this process with that one's index and mark.
    search_index.use(app.extensions["search"])
    generation.open_at(app.extensions["settings"].data_dir / "generation")
    app.extensions["search"].rebuild([])
    with app.app_context():
        yield
        session.remove()


def _put_back_empty_file(folder: Path) -> None:
    db.engine.dispose()
    for name in ("site.db-wal", "site.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(folder / "empty.db", folder / "site.db")


def _empty_tables() -> None:
    names = ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables)
    with db.engine.connect() as connection, connection.begin():
        # The ledger refuses to be emptied; a replica applies what it is told.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture
def cast(site: Flask) -> Cast:
    """Alma the angel, Bo the buyer, Chen the merchant, Dora the moderator, Eve the stranger, Olga the operator."""
    return make_cast()


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """A browser that is not signed in. Use sign_in() of tests.web."""
    return app.test_client()


class Time:
    """Moves the clock forward for the rest of the test."""

    def __init__(self) -> None:
        self._shifts: list[object] = []

    def pass_(self, **kwargs: float) -> None:
        shift = clock.shifted(timedelta(**kwargs))
        shift.__enter__()
        self._shifts.append(shift)

    def reset(self) -> None:
        while self._shifts:
            self._shifts.pop().__exit__(None, None, None)  # type: ignore[attr-defined]


@pytest.fixture
def time() -> Iterator[Time]:
    moving = Time()
    yield moving
    moving.reset()
