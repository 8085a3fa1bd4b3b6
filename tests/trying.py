"""Trying addresses with forms that nobody would send: learns what each address reads, keeps the world as it was, and
says of every answer whether it is one that a person could be given."""

import logging
import shutil
import sqlite3
import traceback
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from core import generation
from core.db import Model, db, session
from tests.web import sign_in, token_of
from tests.world import World

HOME = str(Path(__file__).parents[1])
INSIDE = ("Traceback", "sqlalchemy", "sqlite3.", "SELECT ", "INSERT INTO", "UndefinedError", HOME, '.py"')


class Read:
    """The names that views asked their requests for, by endpoint."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = defaultdict(set)

    def note(self, name: object) -> None:
        if isinstance(name, str) and request.endpoint and name != "csrf_token":
            self.names[request.endpoint].add(name)


def listening(read: Read) -> type[ImmutableMultiDict]:  # type: ignore[type-arg]
    class Listening(ImmutableMultiDict):  # type: ignore[type-arg]
        def __getitem__(self, key: Any) -> Any:
            read.note(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            read.note(key)
            return super().__contains__(key)

        def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
            read.note(key)
            return super().get(key, *args, **kwargs)

        def getlist(self, key: Any, *args: Any, **kwargs: Any) -> Any:
            read.note(key)
            return super().getlist(key, *args, **kwargs)

    return Listening


class Trial:
    """A site with a world in it, and everybody's browser."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.read = Read()
        self.folder: Path = app.extensions["settings"].data_dir
        self.is_sqlite: bool = app.extensions["settings"].is_sqlite
        self.kept: dict[str, list[Any]] = {}
        self.browsers: dict[str, FlaskClient] = {"stranger": app.test_client()}
        for handle in ("alma", "bo", "chen", "dora", "eve", "olga"):
            self.browsers[handle] = sign_in(app.test_client(), getattr(world.cast, handle))
        self.tokens = {person: token_of(browser) for person, browser in self.browsers.items()}
        self.cookies = {person: cookie_of(browser) for person, browser in self.browsers.items()}
        self.faults: list[str] = []
        self.tried = 0
        self._keep()

    def _keep(self) -> None:
        session.remove()
        if self.is_sqlite:
            db.engine.dispose()
            with closing(sqlite3.connect(self.folder / "site.db")) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self.folder / "site.db", self.folder / "kept.db")
        else:
            self.kept = self.rows()

    def restore(self) -> None:
        """The world and everybody's session as they were."""
        session.remove()
        if self.is_sqlite:
            db.engine.dispose()
            for name in ("site.db-wal", "site.db-shm"):
                (self.folder / name).unlink(missing_ok=True)
            shutil.copy(self.folder / "kept.db", self.folder / "site.db")
        else:
            self._fill_tables()
        generation.bump()
        for person, browser in self.browsers.items():
            browser.set_cookie("session", self.cookies[person], httponly=True)

    def _fill_tables(self) -> None:
        present = self.rows()
        with db.engine.connect() as connection, connection.begin():
            # The ledger refuses to be emptied; a replica applies what it is told.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in Model.metadata.sorted_tables:
                if present[table.name] != self.kept[table.name]:
                    connection.execute(table.delete())
                    if self.kept[table.name]:
                        rows = [
                            dict(zip(table.columns.keys(), row, strict=True)) for row in self.kept[table.name]
                        ]
                        connection.execute(table.insert(), rows)

    def rows(self) -> dict[str, list[Any]]:
        """All there is, to see whether a request has changed it."""
        session.remove()
        with db.engine.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
                for table in Model.metadata.sorted_tables
            }

    def ask(self, person: str, method: str, path: str, what: str = "", **options: Any) -> TestResponse:
        """Sends it, and notes a fault when no person could be given the answer."""
        headers = {"X-CSRFToken": self.tokens[person], **options.pop("headers", {})}
        with heard() as errors:
            answer = self.browsers[person].open(path, method=method, headers=headers, **options)
        self.tried += 1
        if problem := fault_in(answer):
            self.faults.append(
                f"{person}: {method} {path[:120]} {what} -> {answer.status} {problem} {' '.join(errors)[-400:]}"
            )
        answer.close()
        return answer


def fault_in(answer: TestResponse) -> str:
    if answer.status_code >= 500:
        return "broken"
    if answer.mimetype not in ("text/html", "text/plain"):
        return ""
    text = answer.get_data(as_text=True)
    if inside := [word for word in INSIDE if word in text]:
        return f"shows {inside}"
    if answer.status_code >= 400 and len(text.strip()) < 5:
        return "has no words"
    return ""


def cookie_of(browser: FlaskClient) -> str:
    found = browser.get_cookie("session")
    assert found is not None
    return found.value


@contextmanager
def heard() -> Iterator[list[str]]:
    """Where the exceptions came from that the site has logged meanwhile."""
    errors: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1]:
                last = traceback.extract_tb(record.exc_info[2])[-6:]
                places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in last]
                errors.append(f"{record.exc_info[1]!r:.200} at {' > '.join(places)}")

    ear, log = Ear(), logging.getLogger("angelsays")
    log.addHandler(ear)
    try:
        yield errors
    finally:
        log.removeHandler(ear)


def good_form(names: Mapping[str, Any] | set[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """A form that would be taken, as far as one table of values can know."""
    return {name: values.get(name, values.get(name.split("-")[0], "1")) for name in names}
