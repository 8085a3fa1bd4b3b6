"""/ledger and /statements: the same entry from every side, and files that anybody can check."""

import hashlib
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from domain.angels import commissions
from domain.ledger import actions
from domain.ledger.models import Entry, Statement
from domain.orders.models import Order
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import Sold, receive, refund, sell
from tests.queries import counted
from tests.web import sign_in


@pytest.fixture
def sold(cast: Cast, time: Time) -> Sold:
    """Alma has sold to Bo, the commission has vested, a part went back, and the month is closed."""
    sold = sell(cast, angel_id=cast.alma.id)
    receive(sold)
    time.pass_(days=8)
    commissions.vest_due()
    refund(sold, 4_000)
    time.pass_(days=40)
    actions.make_statements()
    return sold


def entry_of(kind: str) -> int:
    return session.scalars(select(Entry.id).where(Entry.kind == kind)).one()


def seen(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


SIDES = {
    "bo": ["buyer"], "alma": ["angel"], "chen": ["merchant"], "olga": ["site"],
}  # fmt: skip


@pytest.mark.parametrize("who", SIDES)
def test_each_reads_the_same_entry_from_her_side(
    client: FlaskClient, cast: Cast, sold: Sold, who: str
) -> None:
    page = seen(sign_in(client, getattr(cast, who)), f"/ledger/{entry_of('sale')}")

    assert re.findall(r'data-side="(\w+)"', page) == SIDES[who]
    amounts = re.findall(r'<data value="(-?\d+)"', page)
    assert amounts == {
        "bo": ["-10000"], "alma": ["1500"], "chen": ["8000", "-10000", "500", "1500"],
        "olga": ["-10000", "8000", "500", "1500"],
    }[who]  # fmt: skip


@pytest.mark.parametrize("who", ["dora", "eve"])
def test_whom_it_does_not_concern_it_does_not_exist(
    client: FlaskClient, cast: Cast, sold: Sold, who: str
) -> None:
    person = sign_in(client, getattr(cast, who))

    for kind in ("sale", "vest", "refund"):
        assert person.get(f"/ledger/{entry_of(kind)}").status_code == 404


def test_a_buyer_does_not_see_the_commission_vest(client: FlaskClient, cast: Cast, sold: Sold) -> None:
    assert sign_in(client, cast.bo).get(f"/ledger/{entry_of('vest')}").status_code == 404


def test_an_angel_learns_neither_order_nor_buyer_and_a_merchant_not_the_angel(
    client: FlaskClient, cast: Cast, sold: Sold
) -> None:
    path = f"/ledger/{entry_of('sale')}"
    to_angel = seen(sign_in(client, cast.alma), path)
    to_merchant = seen(sign_in(client.application.test_client(), cast.chen), path)

    assert sold.number not in to_angel and "Durian, 3 kg" in to_angel
    assert sold.number in to_merchant
    assert not re.search(r"\bBo\b", to_angel.split("<main")[1])
    assert "Alma" not in to_merchant.split("<main")[1]


def test_a_buyer_reads_what_an_order_moved(client: FlaskClient, cast: Cast, sold: Sold) -> None:
    page = seen(sign_in(client, cast.bo), f"/ledger?order={sold.number}")

    assert re.findall(r'<data value="(-?\d+)"', page) == ["4000", "-10000"]
    assert str(entry_of("vest")) not in page


def test_a_sale_whose_money_went_to_the_merchant_says_so(client: FlaskClient, cast: Cast) -> None:
    sell(cast, holder="merchant")

    page = seen(sign_in(client, cast.bo), f"/ledger/{entry_of('sale')}")

    assert "You paid the merchant directly" in page
    assert '<data value="' not in page.split("<main")[1]


@pytest.mark.parametrize(("who", "whose"), [("alma", "angel"), ("chen", "merchant"), ("olga", "site")])
def test_the_file_of_a_statement_has_the_hash_that_its_page_shows(
    client: FlaskClient, cast: Cast, sold: Sold, who: str, whose: str
) -> None:
    person = sign_in(client, getattr(cast, who))
    found = re.search(r'data-statement-id="(\d+)"', seen(person, f"/statements?whose={whose}"))
    page = seen(person, f"/statements/{found[1]}")
    answer = person.get(f"/statements/{found[1]}.csv")

    assert hashlib.sha256(answer.data).hexdigest() in page
    assert answer.mimetype == "text/csv"


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve", "olga"])
def test_nobody_opens_the_statement_of_another(client: FlaskClient, cast: Cast, sold: Sold, who: str) -> None:
    person = sign_in(client, getattr(cast, who))
    own = {"alma": "angel", "chen": "merchant"}.get(who)

    for statement in session.scalars(select(Statement)).all():
        wanted = 200 if who == "olga" or statement.holder_kind == own else 404
        for ending in ("", ".csv"):
            assert person.get(f"/statements/{statement.id}{ending}").status_code == wanted


@pytest.mark.parametrize(
    ("who", "whose"), [("alma", "site"), ("alma", "merchant"), ("alma", "x"), ("dora", "site")]
)
def test_a_list_of_what_one_has_not_is_not_found(
    client: FlaskClient, cast: Cast, who: str, whose: str
) -> None:
    assert sign_in(client, getattr(cast, who)).get(f"/statements?whose={whose}").status_code == 404


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_all_entries_are_for_operators(client: FlaskClient, cast: Cast, who: str) -> None:
    assert sign_in(client, getattr(cast, who)).get("/admin/ledger").status_code == 403


def test_operators_read_all_by_kind(client: FlaskClient, cast: Cast, sold: Sold) -> None:
    olga = sign_in(client, cast.olga)

    assert seen(olga, "/admin/ledger").count("data-entry-id") == 3
    assert seen(olga, "/admin/ledger?kind=refund").count("data-entry-id") == 1
    assert session.scalars(select(Order.number)).one() in seen(olga, "/admin/ledger?kind=sale")


@pytest.mark.parametrize(
    ("who", "path"),
    [("alma", "/ledger"), ("bo", "/ledger"), ("alma", "/statements"), ("alma", "/earnings/payouts"),
     ("chen", "/merchant/statement"), ("chen", "/merchant/payouts"), ("olga", "/admin/ledger"),
     ("olga", "/admin/payouts"), ("olga", "/admin/adjustments")],
)  # fmt: skip
def test_a_list_takes_few_queries_however_long_it_is(
    client: FlaskClient, cast: Cast, sold: Sold, who: str, path: str
) -> None:
    for number in range(4):
        sell(cast, angel_id=cast.alma.id)
        actions.propose_correction(
            cast.olga, account_kind="angel_available", holder_id=cast.alma.id, cents=number + 1, reason="x",
            currency="CNY",
        )  # fmt: skip
    person = sign_in(client, getattr(cast, who))
    person.get(path)

    with counted() as statements:
        seen(person, path)

    assert len(statements) <= 10
