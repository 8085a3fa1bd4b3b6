"""/merchant/settings: the terms of sale."""

import pytest

from domain.merchants import queries
from tests.web import post, sign_in

TERMS = {
    "about": "Fruit since 1990",
    "contact": "chen@example.org",
    "shipping_cents": "9.50",
    "free_shipping_from_cents": "99",
    "accepts_transfer": "1",
    "transfer_details": "Bank 1",
    "cod_terms": "",
}


def settle(client, **given):
    return post(client, "/merchant/settings", **{**TERMS, **given})


def test_terms_are_kept_and_shown(client, cast):
    sign_in(client, cast.chen)
    assert settle(client).status_code == 303
    shop = queries.merchant(cast.merchant_id)
    assert (shop.shipping_cents, shop.free_shipping_from_cents, shop.accepts_cod) == (950, 9900, False)
    html = client.get("/merchant/settings").text
    assert 'value="9.50"' in html and 'value="99.00"' in html


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"shipping_cents": ""}, "Please fill this in."),
        ({"shipping_cents": "a lot"}, "not an amount"),
        ({"shipping_cents": "-1"}, "not possible"),
        ({"shipping_cents": "1e99"}, "not an amount"),
        ({"shipping_cents": "0.001"}, "not an amount"),
        ({"free_shipping_from_cents": "0"}, "above zero"),
        ({"transfer_details": ""}, "transfer the money"),
        ({"accepts_cod": "1"}, "payment on delivery works"),
        ({"about": "x" * 2001}, "too long"),
    ],
)
def test_what_does_not_fit_comes_back(client, cast, given, words):
    sign_in(client, cast.chen)
    answer = settle(client, **given)
    assert answer.status_code == 422
    assert words in answer.text
    assert queries.merchant(cast.merchant_id).shipping_cents == 800
