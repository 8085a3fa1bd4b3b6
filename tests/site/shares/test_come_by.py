"""/s/CODE: leads to the product and names the link, so that the page says who earns by it."""

import pytest

from domain.angels import actions
from tests.web import sign_in

LABEL = "Ad: Alma earns"


@pytest.fixture
def code(cast) -> str:
    actions.endorse(cast.alma, cast.product_id)
    return actions.make_share_link(cast.alma, product_id=cast.product_id)


def label_on(client, address: str) -> bool:
    html = client.get(address).text
    return LABEL in html[html.index('id="product-buy"') : html.index('id="endorsement"')]


def test_whoever_comes_by_the_link_reads_who_earns(client, cast, code):
    answer = client.get(f"/s/{code}")
    assert answer.status_code == 302
    assert label_on(client, answer.location)


def test_whoever_comes_by_herself_reads_none(client, cast, code):
    assert not label_on(client, f"/products/{cast.product_id}")


@pytest.mark.parametrize("via", ["", "NOSUCHCODE", "'\"<", "x" * 300])
def test_a_code_that_is_none_changes_nothing(client, cast, code, via):
    assert not label_on(client, f"/products/{cast.product_id}?via={via}")


def test_ones_own_link_is_no_ad_to_oneself(client, cast, code):
    assert not label_on(sign_in(client, cast.alma), f"/products/{cast.product_id}?via={code}")


def test_a_link_whose_endorsement_has_ended_earns_nothing(client, cast, code):
    actions.end_endorsement(cast.alma, cast.product_id)
    assert not label_on(client, f"/products/{cast.product_id}?via={code}")
