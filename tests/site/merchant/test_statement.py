"""/merchant/statement: every movement of the shop's account, for its own people."""

import re

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.orders import refund, sell
from tests.queries import counted
from tests.web import sign_in


def test_it_tells_what_each_order_brought(client: FlaskClient, cast: Cast) -> None:
    sold = sell(cast, 10_000, angel_id=cast.alma.id, shipping_cents=800)
    refund(sold, 4_000)

    page = sign_in(client, cast.chen).get("/merchant/statement").get_data(as_text=True)

    assert page.count("data-entry-id=") == 2
    assert page.count(f'href="/merchant/orders/{sold.number}"') == 2
    assert '<data value="5600">' in page
    assert '<data value="8800">' in page and '<data value="-3200">' in page


def test_it_says_what_a_merchant_owes(client: FlaskClient, cast: Cast) -> None:
    sell(cast, 10_000, angel_id=cast.alma.id, holder="merchant")

    page = sign_in(client, cast.chen).get("/merchant/statement").get_data(as_text=True)

    assert re.search(r'You owe the site</p><p class="stat-value"><data value="2000">', page)


def test_it_names_the_angel_nowhere(client: FlaskClient, cast: Cast) -> None:
    sell(cast, angel_id=cast.alma.id)

    assert "Alma" not in sign_in(client, cast.chen).get("/merchant/statement").get_data(as_text=True)


@pytest.mark.parametrize("who", ["alma", "bo", "dora", "eve", "olga"])
def test_others_have_none(client: FlaskClient, cast: Cast, who: str) -> None:
    assert sign_in(client, getattr(cast, who)).get("/merchant/statement").status_code == 403


def test_it_comes_in_pages_of_few_queries(client: FlaskClient, cast: Cast) -> None:
    for _ in range(25):
        sell(cast, 1_000, angel_id=cast.alma.id)
    sign_in(client, cast.chen)

    with counted() as statements:
        first = client.get("/merchant/statement").get_data(as_text=True)
    older = re.search(r'class="more[^"]*" href="([^"]+)"', first)
    assert older
    second = client.get(older[1], headers={"HX-Request": "true"}).get_data(as_text=True)

    assert (first.count("data-entry-id="), second.count("data-entry-id=")) == (20, 5)
    assert len(statements) <= 10
