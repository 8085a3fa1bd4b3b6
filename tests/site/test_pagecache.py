"""Pages that are kept for strangers: never anybody's own, never an old one, never in the wrong form."""

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import generation
from domain.people import actions as people
from domain.says import actions
from jobs import worker
from tests.cast import Cast
from tests.queries import counted
from tests.web import sign_in, token_of
from web import pagecache
from web.pagecache import coding_of

BROTLI = {"Accept-Encoding": "br"}


def hits(app: Flask) -> int:
    return int(app.extensions["page_cache"].hits)


def test_the_second_stranger_costs_the_database_nothing(app: Flask, client: FlaskClient, cast: Cast) -> None:
    first = client.get("/products")
    with counted() as statements:
        second = app.test_client().get("/products")

    assert statements == []
    assert second.data == first.data and "Durian" in second.text


def test_what_alma_sees_is_not_shown_to_a_stranger(app: Flask, client: FlaskClient, cast: Cast) -> None:
    actions.publish(cast.alma, body="for my friends", audience="friends")
    alma = sign_in(app.test_client(), cast.alma)
    for path in ("/", "/discover", "/@alma", "/@alma/says", f"/products/{cast.product_id}"):
        hers = alma.get(path)
        assert "/logout" in hers.text and hers.headers["Cache-Control"] == "no-store"

        answer = client.get(path)
        assert "/logout" not in answer.text and "for my friends" not in answer.text
        assert "csrf" not in answer.text
        assert "/logout" in alma.get(path).text, "nor is she shown the stranger's"


@pytest.mark.parametrize(
    "cookie", ["session={}", "session ={}", "a=b;session={}", ' session="{}"', "session={}; session=x"]
)
def test_a_session_is_seen_however_its_cookie_is_written(
    app: Flask, client: FlaskClient, cast: Cast, cookie: str
) -> None:
    alma = sign_in(app.test_client(), cast.alma)
    value = alma.get_cookie("session")
    assert value is not None
    plain = app.test_client(use_cookies=False)
    plain.get("/discover", headers={"Cookie": cookie.format(value.value)})

    assert "/logout" not in client.get("/discover").text


def test_a_new_post_is_seen_by_strangers_at_once(client: FlaskClient, cast: Cast) -> None:
    assert "ripe at last" not in client.get("/discover").text
    post_id = actions.publish(cast.alma, body="ripe at last")
    assert "ripe at last" in client.get("/discover").text

    actions.delete(cast.alma, post_id)
    assert "ripe at last" not in client.get("/discover").text


def test_a_new_display_name_is_seen_at_once(client: FlaskClient, cast: Cast) -> None:
    assert "Queen Alma" not in client.get("/@alma").text
    people.change_profile(cast.alma, display_name="Queen Alma", bio="", locale="", theme="")
    assert "Queen Alma" in client.get("/@alma").text


def test_what_strangers_cannot_notice_leaves_the_pages_kept(client: FlaskClient, cast: Cast) -> None:
    before = generation.current()
    people.make_invite(cast.alma)
    assert generation.current() == before


def test_a_page_that_a_commit_overtakes_is_not_kept(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was read before the commit and finished after it."""
    view = app.view_functions["feed.discover"]

    def slow() -> object:
        answer = view()
        monkeypatch.setitem(app.view_functions, "feed.discover", view)
        actions.publish(cast.alma, body="meanwhile")
        return answer

    slow.is_public = slow.is_cacheable = True  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "feed.discover", slow)
    assert "meanwhile" not in client.get("/discover").text
    assert "meanwhile" in client.get("/discover").text


def test_it_is_kept_for_half_a_minute_only(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/discover")
    monkeypatch.setattr(pagecache, "LIFETIME_SECONDS", -1)
    people.change_profile(cast.alma, display_name="Alma", bio="", locale="", theme="")
    client.get("/discover")
    before = hits(app)

    client.get("/discover")
    assert hits(app) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Accept-Language": "en"}, {"Accept-Language": "zh-TW"}),
        ({"Cookie": "lang=en"}, {"Cookie": "lang=zh_Hans"}),
        ({"Cookie": "theme=light"}, {"Cookie": "theme=dark"}),
        ({}, {"HX-Request": "true"}),
        ({"Host": "one.example.org"}, {"Host": "other.example.org"}),
        ({"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"}),
    ],
)
def test_each_reader_gets_the_page_in_her_own_form(
    app: Flask, client: FlaskClient, cast: Cast, one: dict[str, str], other: dict[str, str]
) -> None:
    browser = app.test_client(use_cookies=False)
    fresh = [browser.get("/discover", headers=headers) for headers in (one, other)]
    kept = [browser.get("/discover", headers=headers) for headers in (one, other)]

    assert [answer.data for answer in fresh] == [answer.data for answer in kept]
    assert fresh[0].data != fresh[1].data or "Host" in one


def test_an_unknown_language_or_theme_makes_no_page_of_its_own(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    """Else anybody could fill the memory with one page."""
    browser = app.test_client(use_cookies=False)
    browser.get("/discover")
    before = hits(app)
    for cookie in ("lang=xx", "theme=neon", "visitor=abc; utm=1"):
        browser.get("/discover", headers={"Cookie": cookie})

    assert hits(app) == before + 3


def test_a_restored_history_entry_is_the_whole_page(app: Flask, client: FlaskClient, cast: Cast) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" not in client.get("/discover", headers={"HX-Request": "true"}).text
    assert "<html" in client.get("/discover", headers=headers).text


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("gzip;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("vibration", ""),
        ("", ""),
        ("br" * 1_000, ""),
        (";q=;,,=", ""),
    ],
)
def test_the_coding_is_the_one_that_the_browser_asked_for(
    app: Flask, client: FlaskClient, cast: Cast, accepted: str, coding: str
) -> None:
    assert coding_of(accepted) == coding
    for _ in range(2):
        answer = client.get("/discover", headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding", "") == coding
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        plain = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding](answer.data)
        assert b"</html>" in plain
        assert {"HX-Request", "Accept-Encoding", "Cookie"} <= {
            name.strip() for name in answer.headers["Vary"].split(",")
        }


def test_it_sets_no_cookie_and_tells_nothing_of_itself(client: FlaskClient, cast: Cast) -> None:
    for _ in range(2):
        answer = client.get("/discover")
        assert "Set-Cookie" not in answer.headers
        assert not [name for name, _ in answer.headers if "keep" in name.lower() or "kept" in name.lower()]


def test_a_page_that_sets_a_cookie_is_not_kept(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """The sign-in page starts a session for its token; two strangers must not get the same."""
    assert token_of(client) != token_of(app.test_client())


@pytest.mark.parametrize("known", ["{}", "W/{}", '"x", {}', "*"])
def test_who_has_the_page_is_told_so_without_it(client: FlaskClient, cast: Cast, known: str) -> None:
    first = client.get("/discover", headers=BROTLI)
    answer = client.get("/discover", headers={**BROTLI, "If-None-Match": known.format(first.headers["ETag"])})

    assert (answer.status_code, answer.data) == (304, b"")
    assert "Content-Length" not in answer.headers and "Content-Encoding" not in answer.headers
    assert answer.headers["ETag"] == first.headers["ETag"]
    for name in ("Cache-Control", "Vary", "Content-Security-Policy"):
        assert answer.headers[name] == first.headers[name]


def test_who_has_an_old_page_gets_the_new_one(client: FlaskClient, cast: Cast) -> None:
    old = client.get("/discover").headers["ETag"]
    actions.publish(cast.alma, body="ripe at last")
    answer = client.get("/discover", headers={"If-None-Match": old})

    assert answer.status_code == 200 and answer.headers["ETag"] != old


def test_who_signs_in_is_not_told_that_her_page_is_the_strangers(client: FlaskClient, cast: Cast) -> None:
    stranger = client.get("/discover").headers["ETag"]
    sign_in(client, cast.alma)
    answer = client.get("/discover", headers={"If-None-Match": stranger})

    assert answer.status_code == 200 and "/logout" in answer.text


def test_a_head_request_gets_the_heads_of_the_page(client: FlaskClient, cast: Cast) -> None:
    early = client.head("/discover")
    page = client.get("/discover")
    late = client.head("/discover")

    assert (early.status_code, early.data, late.status_code, late.data) == (200, b"", 200, b"")
    assert late.headers["ETag"] == page.headers["ETag"]
    assert late.headers["Content-Length"] == page.headers["Content-Length"] == early.headers["Content-Length"]


def test_errors_and_redirects_are_not_kept(app: Flask, client: FlaskClient, cast: Cast) -> None:
    before = hits(app)
    for path in ("/says/999999", "/products/1/group?room=chat", "/orders", "/s/ABCDEF12"):
        assert [client.get(path).status_code != 200 for _ in range(2)] == [True, True], path

    assert hits(app) == before


def test_a_search_finds_what_the_index_has_learnt_since(client: FlaskClient, cast: Cast) -> None:
    """The post is committed first and indexed afterwards: a page from between must not stay."""
    actions.publish(cast.alma, body="mangosteen season")
    assert "mangosteen season" not in client.get("/search?q=mangosteen").text
    worker.drain()

    assert "<mark>mangosteen</mark>" in client.get("/search?q=mangosteen").text


def test_the_memory_for_pages_is_bounded(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = app.extensions["page_cache"]
    size = len(client.get("/discover").data)
    monkeypatch.setattr(pagecache, "MOST_BYTES", 3 * size + 100)
    for number in range(6):
        client.get(f"/discover?x={number}")

    assert 1 <= len(cache.pages) <= 3
    assert cache.bytes == sum(len(page.body) for page in cache.pages.values()) <= 3 * size + 100

    monkeypatch.setattr(pagecache, "MOST_PAGES", 2)
    client.get("/discover?x=7")
    assert len(cache.pages) == 2
