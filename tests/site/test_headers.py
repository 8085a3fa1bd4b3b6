"""What every answer carries: what the page may load, who may frame it, who may keep it; cookies; where one is led."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from core.db import db
from tests.addresses import addresses
from tests.cast import PASSWORD, Cast
from tests.web import post, sign_in, token_of

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# Pictures people sent may do nothing at all; a share link does not tell where it was found.
OWN_POLICY = {"media", "orders.proof"}
OWN_REFERRER = {"shares.come_by"}
KEPT_LONG = {"static", "bundle", "htmx_file", "media"}


def directives(answer: TestResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def check(answer: TestResponse, endpoint: str) -> None:
    assert answer.headers.getlist("Content-Security-Policy") == [answer.headers["Content-Security-Policy"]]
    policy = directives(answer)
    assert policy["default-src"] == ["'none'"], endpoint
    if endpoint not in OWN_POLICY:
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"], endpoint
        assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"], endpoint
    for name, value in FIXED.items():
        if not (name == "Referrer-Policy" and endpoint in OWN_REFERRER):
            assert answer.headers.get(name) == value, (endpoint, name)
    assert answer.headers.get("Cache-Control"), endpoint
    assert "Accept-Encoding" in answer.headers.get("Vary", ""), endpoint


def test_every_address_answers_with_them_to_everybody(app: Flask, client: FlaskClient, cast: Cast) -> None:
    alma = sign_in(app.test_client(), cast.alma)
    for browser in (client, alma):
        token = token_of(browser)
        for one in addresses(app):
            for headers in ({}, {"HX-Request": "true"}):
                options = {"data": {"csrf_token": token}} if one.method == "POST" else {}
                if one.endpoint == "auth.logout" and browser is alma:
                    continue
                with browser.open(one.path, method=one.method, headers=headers, **options) as answer:
                    check(answer, one.endpoint)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("POST", "/products", 405),
        ("POST", "/login", 400),
        ("GET", "/orders", 303),
        ("GET", "/static/nothing.css", 404),
        ("OPTIONS", "/products", 200),
        ("HEAD", "/products", 200),
        ("GET", "/products/", 404),
    ],
)
def test_errors_redirects_and_unusual_methods_have_them(
    client: FlaskClient, cast: Cast, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)

    assert answer.status_code == status
    check(answer, path)


def test_a_fault_has_them_too(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError

    broken.is_public = True  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "groups.index", broken)
    answer = client.get("/groups")

    assert answer.status_code == 500
    check(answer, "/groups")


def test_no_page_loads_anything_from_elsewhere_or_inline(client: FlaskClient, cast: Cast) -> None:
    policy = directives(client.get("/products"))

    sources = {source for values in policy.values() for source in values}
    assert sources <= {"'none'", "'self'", "data:", "blob:"}


def test_what_somebody_signed_in_sees_is_not_stored(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """So that nobody reads it from the browser afterwards; but for files that are the same for all who know them."""
    sign_in(client, cast.alma)
    for one in addresses(app):
        if one.method == "GET" and one.endpoint not in KEPT_LONG | {"shares.poster", "invites.picture"}:
            with client.get(one.path) as answer:
                assert "no-store" in answer.headers["Cache-Control"], one


def test_a_page_and_its_part_are_told_apart_by_whoever_keeps_them(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    for path in ("/", "/products", "/discover", "/nothing", "/says/999"):
        names = {name.strip() for name in client.get(path).headers["Vary"].split(",")}
        assert {"HX-Request", "Cookie"} <= names, path


# Cookies


def test_no_cookie_is_readable_by_scripts_or_sent_by_other_sites(client: FlaskClient, cast: Cast) -> None:
    for path in ("/login", "/preferences?lang=en&theme=dark", f"/s/{share_of(cast)}"):
        cookies = client.get(path).headers.getlist("Set-Cookie")
        assert cookies, path
        for cookie in cookies:
            assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie, cookie
            assert "Domain" not in cookie


def share_of(cast: Cast) -> str:
    from domain.angels import actions as angels

    angels.endorse(cast.alma, cast.product_id)
    return angels.make_share_link(cast.alma, product_id=cast.product_id)


@pytest.fixture
def https(tmp_path: Path) -> Iterator[Flask]:
    """A site that knows its address, with its tables and nobody in it."""
    made = create_app(
        {
            "DATA_DIR": str(tmp_path),
            "APP_ENV": "test",
            "SITE_URL": "https://shop.example.org",
            "TRUSTED_HOSTS": "shop.example.org,.cdn.example.org",
        }
    )
    with made.app_context():
        db.create_all()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_on_https_every_cookie_is_secure_and_bound_to_the_host(https: Flask) -> None:
    browser = https.test_client()
    for path in ("/login", "/preferences?lang=en&theme=dark"):
        cookies = browser.get(path, base_url="https://shop.example.org").headers.getlist("Set-Cookie")
        assert cookies
        for cookie in cookies:
            assert "Secure" in cookie and "Domain" not in cookie and "Path=/" in cookie, cookie
            assert cookie.startswith(("__Host-", "lang=", "theme=")), cookie


def test_on_https_browsers_are_told_to_stay_there(https: Flask) -> None:
    answer = https.test_client().get("/login", base_url="https://shop.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_without_https_they_are_not(client: FlaskClient, cast: Cast) -> None:
    assert "Strict-Transport-Security" not in client.get("/login").headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "shop.example.org.evil.example", "shop.example.org@evil.example", "", "[::1", "a b"],
)
def test_a_site_that_knows_its_hosts_answers_under_no_other_name(https: Flask, host: str) -> None:
    answer = https.test_client().get("/login", headers={"Host": host})

    assert answer.status_code == 400 and "evil" not in answer.text
    check(answer, "/login")


def test_it_answers_under_its_own(https: Flask) -> None:
    for host in ("shop.example.org", "shop.example.org:443", "a.cdn.example.org"):
        assert https.test_client().get("/login", headers={"Host": host}).status_code == 200, host


def test_a_cookie_copied_before_signing_out_is_dead_after_it(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    sign_in(client, cast.alma)
    copied = client.get_cookie("session")
    assert copied is not None
    post(client, "/logout")
    thief = app.test_client()
    thief.set_cookie("session", copied.value)

    for path in ("/settings", "/checkout", "/orders", "/says/new"):
        answer = thief.get(path)
        assert answer.status_code == 303 and answer.location.startswith("/login"), path
    assert "/logout" not in thief.get("/discover").text


@pytest.mark.parametrize("value", ["", "x", "eyJ.x.y", "." * 500, "\xff", "\x00", "a;b", "é" * 100])
def test_a_forged_cookie_is_nobody(app: Flask, client: FlaskClient, cast: Cast, value: str) -> None:
    forger = app.test_client(use_cookies=False)
    answer = forger.get(
        "/settings", headers={"Cookie": f"session={value}; visitor={value}; lang={value}; theme={value}"}
    )

    assert answer.status_code == 303 and (answer.location or "").startswith("/login")


# Where one is led


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "http://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "HTTP://EVIL.EXAMPLE",
    "http://[::1",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\r\nLocation: http://evil.example",
    "%2F%2Fevil.example",
    "evil.example",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "\u3000//evil.example",
    "/\x00/evil.example",
    "/" + "a" * 5_000,
    "",
]


def leads_elsewhere(location: str) -> bool:
    """Off this site; a path here may be named as it likes."""
    return not location.startswith("/") or location.startswith(("//", "/\\"))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(app: Flask, client: FlaskClient, cast: Cast, target: str) -> None:
    asked = {"next": target}
    assert client.get("/preferences", query_string={**asked, "lang": "en"}).location == "/"
    for path in ("/login", "/register"):
        assert f'name="next" value="{target}"' not in client.get(path, query_string=asked).text or not target

    answer = post(app.test_client(), "/login", login="alma", password=PASSWORD, next=target)
    assert answer.location == "/"

    sign_in(client, cast.bo)
    answer = post(client, "/@chen/follow", next=target)
    assert answer.status_code == 303 and not leads_elsewhere(answer.location)
    answer = post(client, "/logout", next=target)
    assert answer.location == "/"


@pytest.mark.parametrize("target", [one for one in ELSEWHERE if one.isprintable() and one.isascii()])
def test_where_one_came_from_is_believed_for_this_site_only(
    app: Flask, client: FlaskClient, cast: Cast, target: str
) -> None:
    sign_in(client, cast.bo)
    token = token_of(client)
    answer = client.post("/@chen/follow", data={"csrf_token": token}, headers={"Referer": target})
    assert not leads_elsewhere(answer.location)

    stranger = app.test_client()
    part = stranger.get("/orders", headers={"HX-Request": "true", "HX-Current-URL": target})
    came_from = parse_qs(urlsplit(part.headers["HX-Redirect"]).query).get("next", ["/"])[0]
    assert part.headers["HX-Redirect"].startswith("/login") and not leads_elsewhere(came_from)


def test_one_is_led_back_on_this_site(client: FlaskClient, cast: Cast) -> None:
    assert (
        client.get("/preferences?lang=en&next=/products%3Fsort%3Dnewest").location == "/products?sort=newest"
    )
    sign_in(client, cast.bo)
    assert post(client, "/@chen/follow", next="/@chen?only=endorsed").location == "/@chen?only=endorsed"
