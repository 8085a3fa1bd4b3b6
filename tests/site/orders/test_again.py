"""/orders/NUMBER/again and /orders/NUMBER/print"""

import pytest
from sqlalchemy import select

from core.db import session
from domain.catalog.models import Variant
from domain.orders.models import CartLine
from tests.buying import bought, change, paid
from tests.web import post, sign_in


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


def test_what_is_still_sold_is_in_the_cart_and_the_rest_is_named(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 2), (cast.other_variant_id, 1))
    change(Variant, cast.other_variant_id, is_active=False)
    assert post(bo, f"/orders/{number}/again").location == "/cart"
    page = bo.get("/cart").text
    assert "1 thing is in your cart." in page and "No longer to be had: Durian, 3 kg" in page
    assert session.execute(select(CartLine.variant_id, CartLine.quantity)).all() == [(cast.variant_id, 2)]


def test_the_price_is_todays(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    change(Variant, cast.variant_id, price_cents=12_300)
    post(bo, f"/orders/{number}/again")
    page = bo.get("/cart").text
    assert "¥123.00" in page and "The price has changed" not in page


def test_nobody_elses_order_is_bought_again_or_printed(client, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    sign_in(client, cast.eve)
    assert post(client, f"/orders/{number}/again").status_code == 404
    for path in (f"/orders/{number}/print", f"/merchant/orders/{number}/print"):
        assert client.get(path).status_code == 404
    assert session.scalar(select(CartLine.id)) is None


def test_the_order_on_paper_has_all_that_counts_and_no_navigation(bo, cast):
    number = paid(cast.bo, (cast.variant_id, 2))
    page = bo.get(f"/orders/{number}/print").text
    for piece in (number, "Durian, 3 kg", "¥208.00", "West Lake Road 7", "Chen&#39;s Orchard"):
        assert piece in page, piece
    assert "<nav" not in page and "/logout" not in page


def test_the_merchant_prints_it_too(client, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    sign_in(client, cast.chen)
    page = client.get(f"/merchant/orders/{number}/print").text
    assert "West Lake Road 7" in page and f'href="/merchant/orders/{number}"' in page
