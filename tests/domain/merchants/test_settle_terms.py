"""The terms on which a shop sells."""

import pytest

from core.errors import NotAllowed, Refused
from domain.merchants import actions, queries, rules


def settle(cast, actor=None, **given) -> None:
    facts = {
        "about": "Fruit since 1990",
        "contact": "chen@example.org",
        "shipping_cents": 900,
        "free_shipping_from_cents": 9900,
        "accepts_transfer": True,
        "transfer_details": "Bank 1",
        "accepts_cod": False,
        "cod_terms": "",
        **given,
    }
    actions.settle_terms(actor or cast.chen, cast.merchant_id, **facts)


def test_the_terms_are_kept(cast):
    settle(cast)
    shop = queries.merchant(cast.merchant_id)
    assert (shop.shipping_cents, shop.free_shipping_from_cents, shop.accepts_cod) == (900, 9900, False)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"shipping_cents": -1}, "shipping_cents"),
        ({"free_shipping_from_cents": 0}, "free_shipping_from_cents"),
        ({"transfer_details": " "}, "transfer_details"),
        ({"accepts_cod": True}, "cod_terms"),
        ({"contact": ""}, "contact"),
    ],
)
def test_terms_that_do_not_fit_are_refused(cast, given, field):
    with pytest.raises(Refused) as refused:
        settle(cast, **given)
    assert refused.value.field == field


def test_only_the_shop_settles_its_terms(cast):
    for person in (cast.eve, cast.olga):
        with pytest.raises(NotAllowed):
            settle(cast, person)


@pytest.mark.parametrize(
    ("goods", "fee", "free_from", "expected"),
    [(5000, 800, None, 800), (5000, 800, 5000, 0), (4999, 800, 5000, 800), (1, 0, None, 0)],
)
def test_shipping(goods, fee, free_from, expected):
    assert rules.shipping_for(goods, shipping_cents=fee, free_from_cents=free_from) == expected
