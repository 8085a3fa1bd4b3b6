"""A site of its own for each race, on a SQLite file and on PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from core import triggers
from core.db import db, session
from tests.cast import Cast, make_cast
from tests.services import Missing, postgres_cluster, postgres_database


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_cluster())
        except Missing as missing:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(missing))
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def arena(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The site with an empty database of its own, an app context pushed for the test's thread."""
    from app import create_app

    settings = {"DATA_DIR": str(tmp_path), "APP_ENV": "test", "SECRET_KEY": "x" * 40}
    with ExitStack() as stack:
        if request.param == "postgres":
            settings["DATABASE_URL"] = stack.enter_context(
                postgres_database(request.getfixturevalue("cluster"))
            )
        site = create_app(settings)
        stack.enter_context(site.app_context())
        db.create_all()
        with db.engine.begin() as connection:
            triggers.create_missing(connection)
        yield site
        session.remove()
        db.engine.dispose()


@pytest.fixture
def fighters(arena: Flask) -> Cast:
    return make_cast()
