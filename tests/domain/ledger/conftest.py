"""Sites of their own on either database, for what must hold on both."""

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


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_cluster())
        except Missing as missing:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(missing))
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site of its own on a database file or a server, with the tables and an app context."""
    from app import create_app

    with ExitStack() as stack:
        settings = {"DATA_DIR": str(tmp_path), "APP_ENV": "test", "SECRET_KEY": "x" * 40}
        if request.param == "postgresql":
            settings["DATABASE_URL"] = stack.enter_context(
                postgres_database(request.getfixturevalue("cluster"))
            )
        made = create_app(settings)
        with made.app_context():
            db.create_all()
            with db.engine.begin() as connection:
                triggers.create_missing(connection)
            yield made
            session.remove()
            db.engine.dispose()


@pytest.fixture
def world(place: Flask) -> Cast:
    return make_cast()
