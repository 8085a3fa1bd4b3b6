"""When something is wrong: every answer has words, a way on, and nothing of the inside."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from tests.cast import Cast
from tests.web import sign_in, token_of


@pytest.fixture
def database_is_away(app: Flask, cast: Cast) -> Iterator[None]:
    folder: Path = app.extensions["settings"].data_dir
    db.session.remove()
    db.engine.dispose()
    for name in ("site.db-wal", "site.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "site.db").rename(folder / "away.db")
    (folder / "site.db").mkdir()
    yield
    db.session.remove()
    db.engine.dispose()
    (folder / "site.db").rmdir()
    (folder / "away.db").rename(folder / "site.db")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "There is nothing here"),
        ("/products/0", 404, "There is nothing here"),
        ("/products/99999999999999999999999999", 404, "There is nothing here"),
        ("/@nobody_at_all", 404, "There is nothing here"),
        ("/says", 405, "That does not work here"),
    ],
)
def test_a_stranger_is_told_what_is_wrong_and_where_to_go(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == status and words in answer.text
    assert 'href="/"' in answer.text and re.search(r"Request [0-9A-Z]{10}", answer.text)


def test_it_is_told_in_the_readers_language(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/nothing", headers={"Accept-Language": "zh-TW"})

    assert 'lang="zh-Hant"' in answer.text and "There is nothing here" not in answer.text


def test_htmx_gets_a_toast_and_keeps_its_page(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/says/999999", headers={"HX-Request": "true"})

    assert answer.status_code == 404 and answer.headers["HX-Reswap"] == "none"
    assert "toast" in answer.text and "<html" not in answer.text


def test_who_must_sign_in_is_told_so_by_htmx_too(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/orders", headers={"HX-Request": "true"})

    assert answer.status_code == 401 and answer.headers["HX-Redirect"].startswith("/login")
    assert "sign in" in answer.text


def test_a_fault_of_ours_is_told_with_a_number_and_nothing_of_the_inside(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        raise RuntimeError("SELECT secret FROM users")

    broken.is_public = True  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "groups.index", broken)
    answer = client.get("/groups")

    assert answer.status_code == 500 and "Something broke on our side" in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text
    number = re.search(r"Request ([0-9A-Z]{10})", answer.text)
    assert number and number[1] in caplog.text


@pytest.mark.sqlite
@pytest.mark.parametrize("path", ["/products?sort=newest&x=1", "/orders", "/@alma?x=1", "/readyz"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_without_the_database_everybody_is_asked_to_wait(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    path: str,
    headers: dict[str, str],
    request: pytest.FixtureRequest,
) -> None:
    alma = sign_in(app.test_client(), cast.alma)
    request.getfixturevalue("database_is_away")
    for browser in (client, alma):
        answer = browser.get(path, headers=headers)
        if browser is alma or path != "/orders":
            assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.text.strip()


@pytest.mark.sqlite
def test_what_needs_no_database_works_without_it(
    app: Flask, client: FlaskClient, cast: Cast, request: pytest.FixtureRequest
) -> None:
    alma = sign_in(app.test_client(), cast.alma)
    request.getfixturevalue("database_is_away")
    for path in ("/healthz", "/robots.txt", "/manifest.webmanifest", "/login", "/static/icons/favicon.svg"):
        with client.get(path) as answer:
            assert answer.status_code == 200, path
    assert alma.get("/healthz").status_code == 200


@pytest.mark.sqlite
def test_a_write_that_cannot_get_its_turn_changes_nothing_and_says_so(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    sign_in(client, cast.alma)
    token = token_of(client)
    blocker = sqlite3.connect(app.extensions["settings"].data_dir / "site.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        answer = client.post("/@eve/follow", data={"csrf_token": token})
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()

    assert answer.status_code == 503 and "Nothing was changed" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_a_request_that_is_too_large_is_told_the_limit(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    answer = client.post("/says/1/comments", data={"csrf_token": token_of(client), "body": "x" * 1_200_000})

    assert answer.status_code == 413 and "too large" in answer.text
