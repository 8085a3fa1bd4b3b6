"""/settings/addresses, and choosing from the book at the checkout."""

import re
from dataclasses import asdict

import pytest
from sqlalchemy import select

from core.db import session
from domain.orders import actions
from domain.orders.address_rules import MAX_ADDRESSES
from domain.orders.models import Address, Order
from tests.buying import HOME
from tests.web import post, sign_in

FIELDS = asdict(HOME)


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


def keep(person, **changes) -> int:
    return actions.keep_address(person, {**FIELDS, **changes})


def book() -> list[tuple[str, bool]]:
    session.rollback()
    return [
        tuple(row) for row in session.execute(select(Address.street, Address.is_default).order_by(Address.id))
    ]


def test_an_address_is_kept_changed_and_deleted(bo):
    assert post(bo, "/settings/addresses", **FIELDS).location == "/settings/addresses"
    address_id = session.scalar(select(Address.id))
    assert book() == [("West Lake Road 7", True)]
    assert 'value="West Lake Road 7"' in bo.get(f"/settings/addresses/{address_id}").text
    post(bo, f"/settings/addresses/{address_id}", **{**FIELDS, "street": "Elsewhere 1"})
    assert book() == [("Elsewhere 1", True)]
    post(bo, f"/settings/addresses/{address_id}/delete")
    assert book() == []


def test_there_is_one_default(bo, cast):
    keep(cast.bo)
    second = keep(cast.bo, street="Second 2")
    assert post(bo, f"/settings/addresses/{second}/default").location == "/settings/addresses"
    assert book() == [("West Lake Road 7", False), ("Second 2", True)]
    post(bo, "/settings/addresses", **{**FIELDS, "street": "Third 3"}, is_default="1")
    assert [is_default for _, is_default in book()] == [False, False, True]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", ""),
        ("phone", " "),
        ("region", ""),
        ("street", ""),
        ("phone", "call me"),
        ("phone", "12"),
        ("recipient", "x" * 61),
        ("street", "x\x00y"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(bo, field, value):
    answer = post(bo, "/settings/addresses", **{**FIELDS, field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    kept = "region" if field != "region" else "street"
    assert f'value="{FIELDS[kept]}"' in answer.text
    assert book() == []


def test_anybody_elses_address_is_not_there(bo, cast):
    hers = keep(cast.eve)
    assert bo.get(f"/settings/addresses/{hers}").status_code == 404
    for path in ("", "/default", "/delete"):
        assert post(bo, f"/settings/addresses/{hers}{path}", **FIELDS).status_code == 404
    assert len(book()) == 1


def test_a_book_has_an_end(bo, cast):
    for number in range(MAX_ADDRESSES):
        keep(cast.bo, street=f"Street {number}")
    answer = post(bo, "/settings/addresses", **FIELDS)
    assert answer.status_code == 422 and "Delete one first" in answer.text
    assert len(book()) == MAX_ADDRESSES


def test_the_checkout_sends_to_the_chosen_address(bo, cast):
    keep(cast.bo)
    second = keep(cast.bo, street="Second 2")
    actions.add_to_cart(cast.bo, cast.variant_id)
    answer = post(bo, "/checkout", address=second, payment_method="sandbox")
    assert answer.status_code == 303
    assert session.scalar(select(Order.street)) == "Second 2"


@pytest.mark.parametrize("forged", ["hers", "999999", "x", "-1"])
def test_an_address_that_is_not_in_the_book_is_said(bo, cast, forged):
    address = keep(cast.eve, street="Secret Lane 5") if forged == "hers" else forged
    actions.add_to_cart(cast.bo, cast.variant_id)
    answer = post(bo, "/checkout", **FIELDS, address=address, payment_method="sandbox")
    assert answer.status_code == 422 and "This address is gone" in answer.text
    assert "Secret Lane" not in answer.text
    assert 'value="West Lake Road 7"' in answer.text
    assert session.scalar(select(Order.id)) is None


def test_the_default_is_offered_first(bo, cast):
    keep(cast.bo)
    second = keep(cast.bo, street="Second 2")
    actions.make_default_address(cast.bo, second)
    actions.add_to_cart(cast.bo, cast.variant_id)
    page = bo.get("/checkout").text
    assert re.search(rf'value="{second}" id="address-{second}" checked', page)
