"""Which doors are open, and that nothing is written without a token."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.addresses import UNSAFE, addresses
from tests.cast import Cast
from tests.web import sign_in, token_of
from web.guards import is_open

# Every view that somebody who is not signed in may use. A new one is added here on purpose or not at all.
OPEN = set((Path(__file__).parent / "open_endpoints.txt").read_text().split())

# A gateway has no form, and neither has a mail program that ends a mail at once; a signature is checked instead.
WITHOUT_TOKEN = {"payments.notify", "unsubscribe.end"}


def test_every_route_is_closed_unless_it_was_opened_on_purpose(app: Flask) -> None:
    with app.app_context():
        opened = {rule.endpoint for rule in app.url_map.iter_rules() if is_open(rule.endpoint)}

    assert sorted(opened) == sorted(OPEN)


def test_a_closed_route_leads_a_stranger_to_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    token = token_of(client)
    for one in addresses(app):
        if one.endpoint not in OPEN:
            data = {"csrf_token": token} if one.method in UNSAFE else None
            answer = client.open(one.path, method=one.method, data=data)
            assert (answer.status_code, (answer.location or "").split("?")[0]) == (303, "/login"), one


def test_htmx_is_led_there_too(app: Flask, client: FlaskClient) -> None:
    token = token_of(client)
    for one in addresses(app):
        if one.endpoint not in OPEN:
            headers = {
                "HX-Request": "true",
                "HX-Current-URL": "http://localhost/products?after=3",
                "X-CSRFToken": token,
            }
            answer = client.open(one.path, method=one.method, headers=headers)
            assert answer.status_code == 401, one
            assert answer.headers["HX-Redirect"] == "/login?next=/products?after%3D3", one


def test_a_write_without_a_token_is_refused_whoever_sends_it(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    for person in (None, cast.eve, cast.chen, cast.olga):
        browser = app.test_client()
        if person:
            sign_in(browser, person)
        for one in addresses(app):
            if one.method in UNSAFE and one.endpoint not in WITHOUT_TOKEN:
                for data in ({}, {"csrf_token": ""}, {"csrf_token": "IjEi.x.y"}):
                    answer = browser.open(one.path, method=one.method, data=data)
                    assert answer.status_code == 400, (one, data)


def test_a_token_of_somebody_else_is_refused(app: Flask, client: FlaskClient, cast: Cast) -> None:
    hers = token_of(sign_in(app.test_client(), cast.eve))
    sign_in(client, cast.bo)

    assert (
        client.post("/settings/privacy", data={"purchases_shown": "named", "csrf_token": hers}).status_code
        == 400
    )


def test_only_reading_and_posting_are_known_to_the_site(app: Flask) -> None:
    """So that a form can do everything, and nothing hides behind an unusual method."""
    for rule in app.url_map.iter_rules():
        assert rule.methods and rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule
        assert not {"GET", "POST"} <= rule.methods, f"{rule} reads and writes in one view"
