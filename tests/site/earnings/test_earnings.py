"""/earnings: three numbers and the sales behind them, for the angel herself and nobody else."""

import re

import pytest
from flask.testing import FlaskClient

from domain.angels import commissions
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, refund, sell
from tests.queries import counted
from tests.web import sign_in


@pytest.fixture
def world(cast: Cast, time: Time) -> Cast:
    """Alma: one sale available after a partial refund, one waiting."""
    old = sell(cast, angel_id=cast.alma.id)
    receive(old)
    time.pass_(days=8)
    commissions.vest_due()
    refund(old, 3_333)
    sell(cast, 2_000, angel_id=cast.alma.id)
    return cast


def numbers(page: str) -> list[int]:
    part = page[page.index('id="earning-numbers"') :]
    return [int(cents) for cents in re.findall(r'stat-value"><data value="(-?\d+)"', part)[:3]]


def test_it_shows_the_three_numbers(client: FlaskClient, world: Cast) -> None:
    page = sign_in(client, world.alma).get("/earnings").get_data(as_text=True)

    assert numbers(page) == [300, 1_000, 0]


def test_it_lists_the_sales_with_their_reversals(client: FlaskClient, world: Cast) -> None:
    page = sign_in(client, world.alma).get("/earnings").get_data(as_text=True)

    assert page.count("data-commission-id=") == 2
    assert "Durian, 3 kg" in page
    assert "15%" in page
    assert re.search(r'id="entry-\d+">Refund on', page)


def test_it_names_neither_buyer_nor_order(client: FlaskClient, cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.eve.id)

    page = sign_in(client, cast.eve).get("/earnings").get_data(as_text=True)
    file = client.get("/earnings.csv").get_data(as_text=True)

    for told in (page, file):
        assert sold.number not in told
        assert not re.search(r"\bBo\b|@bo\b", told)


@pytest.mark.parametrize("who", ["bo", "chen", "dora", "eve", "olga"])
def test_nobody_else_sees_them(client: FlaskClient, world: Cast, who: str) -> None:
    page = sign_in(client, getattr(world, who)).get("/earnings").get_data(as_text=True)

    assert "data-commission-id" not in page
    assert "Nothing earned yet" in page


@pytest.mark.parametrize("path", ["/earnings", "/earnings/payouts", "/earnings.csv"])
def test_a_stranger_is_led_to_the_sign_in_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login")


@pytest.mark.parametrize(("state", "lines"), [("pending", 1), ("available", 1), ("refunded", 0)])
def test_sales_are_filtered(client: FlaskClient, world: Cast, state: str, lines: int) -> None:
    page = sign_in(client, world.alma).get(f"/earnings?state={state}").get_data(as_text=True)

    assert page.count("data-commission-id=") == lines


@pytest.mark.parametrize("query", ["state=nonsense", "state=vested"])
def test_an_unknown_filter_is_not_found(client: FlaskClient, cast: Cast, query: str) -> None:
    assert sign_in(client, cast.alma).get(f"/earnings?{query}").status_code == 404


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30, "1e9"])
def test_a_bad_cursor_is_the_first_page(client: FlaskClient, world: Cast, before: str) -> None:
    answer = sign_in(client, world.alma).get(f"/earnings?before={before}")

    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("data-commission-id=") == 2


def test_older_sales_come_as_a_page_and_as_a_part(client: FlaskClient, cast: Cast) -> None:
    for _ in range(23):
        sell(cast, 1_000, angel_id=cast.alma.id)
    sign_in(client, cast.alma)
    first = client.get("/earnings").get_data(as_text=True)
    older = re.search(r'class="more[^"]*" href="([^"]+)"', first)
    assert older

    page = client.get(older[1]).get_data(as_text=True)
    part = client.get(older[1], headers={"HX-Request": "true"}).get_data(as_text=True)

    assert first.count("data-commission-id=") == 20
    assert page.count("data-commission-id=") == part.count("data-commission-id=") == 3
    assert "<html" in page and "<html" not in part


def test_the_page_asks_no_more_than_ten_queries(client: FlaskClient, cast: Cast) -> None:
    for _ in range(20):
        refund(sell(cast, 1_000, angel_id=cast.alma.id), 100)
    sign_in(client, cast.alma)

    with counted() as statements:
        client.get("/earnings")

    assert len(statements) <= 10
