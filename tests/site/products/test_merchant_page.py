"""/merchants/ID: who sells, and what."""

import pytest

from core.db import session
from core.unit import action
from domain.merchants.models import Merchant
from tests.queries import counted
from tests.web import sign_in


def test_the_facts_that_were_checked_are_there(client, cast):
    html = client.get(f"/merchants/{cast.merchant_id}").text
    for piece in ("Chen&#39;s Orchard", "Verified", "Company", "since", "Durian, 3 kg", "Cash on delivery"):
        assert piece in html, piece


def test_what_is_for_the_operator_or_the_buyer_only_is_not(client, cast):
    @action
    def tell() -> None:
        session.get_one(Merchant, cast.merchant_id).contact = "0171 555"

    tell()
    html = client.get(f"/merchants/{cast.merchant_id}").text
    assert "0171 555" not in html and "6222 0000" not in html


@pytest.mark.parametrize(("state", "public"), [("applied", 404), ("refused", 404), ("suspended", 404)])
def test_an_unverified_shop_is_seen_by_its_own_people_and_the_operators(client, app, cast, state, public):
    @action
    def put() -> None:
        session.get_one(Merchant, cast.merchant_id).state = state

    put()
    address = f"/merchants/{cast.merchant_id}"
    assert client.get(address).status_code == public
    assert sign_in(app.test_client(), cast.dora).get(address).status_code == public
    for person in (cast.chen, cast.olga):
        assert sign_in(app.test_client(), person).get(address).status_code == 200


def test_few_queries(client, cast):
    sign_in(client, cast.alma)
    client.get(f"/merchants/{cast.merchant_id}")
    with counted() as queries:
        client.get(f"/merchants/{cast.merchant_id}")
    assert len(queries) <= 6
