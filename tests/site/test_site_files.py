"""What machines ask of every site: is it alive, is it ready, what may be read, how does it do."""

import json
import re
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.groups import actions as groups
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.search import sitemap as places
from domain.stores import actions as stores
from tests.cast import Cast, make_product
from tests.queries import counted
from tests.web import sign_in


def test_it_is_alive_and_ready(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text.startswith("ready\noutbox: ")
    assert client.head("/healthz").status_code == client.head("/readyz").status_code == 200


def test_a_database_without_tables_is_not_ready(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from app import create_app

    site = create_app({"DATA_DIR": str(tmp_path), "APP_ENV": "test"})
    answer = site.test_client().get("/readyz")

    assert answer.status_code == 503 and answer.headers["Retry-After"]


def test_robots_are_kept_from_what_changes_or_counts_and_led_to_the_sitemap(
    client: FlaskClient, cast: Cast
) -> None:
    lines = client.get("/robots.txt").text.splitlines()

    assert {"Disallow: /s/", "Disallow: /cart", "Disallow: /search"} <= set(lines)
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_the_manifest_names_icons_that_are_there(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/manifest.webmanifest")
    told = json.loads(answer.text)

    assert answer.mimetype == "application/manifest+json" and told["start_url"] == "/"
    for icon in told["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.status_code == 200 and picture.mimetype == icon["type"]


def test_style_and_script_are_kept_for_a_year_under_their_own_address(
    client: FlaskClient, cast: Cast
) -> None:
    page = client.get("/login").text
    named = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
    assert len(named) >= 3
    for address in named:
        with client.get(address) as answer:
            assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"], address

    assert client.get("/assets/site-0000.css").headers["Cache-Control"] == "public, max-age=60"
    for nothing in ("/assets/site.css", "/assets/x-1.css", "/assets/..%2fapp.py", "/assets/-.css"):
        assert client.get(nothing).status_code == 404, nothing


# /sitemap.xml


def addresses_in(client: FlaskClient) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    found = ElementTree.fromstring(answer.text).findall(".//{*}loc")
    return [str(one.text).removeprefix("http://localhost") for one in found]


def test_the_sitemap_leads_to_products_questions_and_stores(client: FlaskClient, cast: Cast) -> None:
    angels.endorse(cast.alma, cast.product_id)
    question_id = groups.ask(cast.eve, cast.product_id, body="Is it ripe?")

    assert addresses_in(client) == [
        f"/products/{cast.product_id}",
        f"/products/{cast.product_id}/questions/{question_id}",
        "/@alma",
    ]
    for address in addresses_in(client):
        assert client.get(address).status_code == 200


def test_what_strangers_may_not_see_is_not_in_it(client: FlaskClient, cast: Cast) -> None:
    angels.endorse(cast.alma, cast.product_id)
    stores.arrange(cast.alma, cast.product_id, hidden=True)
    mine = groups.ask(cast.eve, cast.product_id, body="Is it ripe?")
    groups.delete_question(cast.eve, mine)
    _set_state(cast.product_id, "draft")

    assert addresses_in(client) == []


@action
def _set_state(product_id: int, state: str) -> None:
    session.get_one(Product, product_id).state = state


def test_a_long_list_is_read_by_key(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    more(cast, 7)
    monkeypatch.setattr(places, "PORTION", 3)
    with counted() as statements:
        found = [place.id for place in places.products(ANONYMOUS, 100)]

    assert found == sorted(found, reverse=True) and len(set(found)) == 8
    assert len(statements) == 3 and "products.id <" in statements[-1]
    assert len(list(places.products(ANONYMOUS, 5))) == 5


@action
def more(cast: Cast, count: int) -> None:
    category_id = session.get_one(Product, cast.product_id).category_id
    for number in range(count):
        make_product(cast.merchant_id, category_id, cast.chen.id, title=f"Fruit {number}")


# /metrics


def test_a_monitor_on_this_machine_reads_requests_and_the_outbox(client: FlaskClient, cast: Cast) -> None:
    people.ask_friend(cast.eve, cast.alma.id)
    client.get("/products")
    client.get("/nothing-here")
    told = client.get("/metrics").text

    assert re.search(
        r'angelsays_requests_total\{endpoint="products.index",method="GET",status="200",worker="\d+"\} \d',
        told,
    )
    assert re.search(r'angelsays_requests_total\{endpoint="none",method="GET",status="404"', told)
    assert re.search(r'angelsays_request_seconds_bucket\{endpoint="products.index",le="0.5"', told)
    assert re.search(r'angelsays_outbox_rows\{worker="\d+"\} [1-9]', told)
    assert re.search(r'angelsays_outbox_age_seconds\{worker="\d+"\} \d', told)
    assert "process_resident_memory_bytes" in told


def test_an_empty_outbox_has_no_age(client: FlaskClient, cast: Cast) -> None:
    from jobs import worker

    worker.drain()
    assert re.search(r"angelsays_outbox_age_seconds\{worker=\"\d+\"\} 0.0", client.get("/metrics").text)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("203.0.113.7", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, 404),
        ("", {}, 404),
    ],
)
def test_the_figures_are_for_this_machine(
    client: FlaskClient, cast: Cast, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_and_for_operators_from_anywhere(app: Flask, client: FlaskClient, cast: Cast) -> None:
    far = {"REMOTE_ADDR": "203.0.113.7"}
    for person, status in ((cast.olga, 200), (cast.dora, 404), (cast.chen, 404)):
        browser = sign_in(app.test_client(), person)
        assert browser.get("/metrics", environ_overrides=far).status_code == status
