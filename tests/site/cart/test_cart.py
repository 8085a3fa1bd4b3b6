"""/cart and its lines."""

import re

import pytest

from domain.catalog.models import Variant
from domain.orders import actions, queries
from tests.buying import change, second_shop
from tests.queries import counted
from tests.web import post, sign_in


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_an_empty_cart_leads_to_the_products(bo):
    answer = bo.get("/cart")
    assert answer.status_code == 200
    assert "Your cart is empty" in text_of(answer)


def test_adding_leads_to_the_cart_which_shows_what_is_in_it(bo, cast):
    answer = post(bo, "/cart/lines", variant_id=cast.variant_id, quantity=2)
    assert (answer.status_code, answer.location) == (303, "/cart")
    page = text_of(bo.get("/cart"))
    assert f'data-variant-id="{cast.variant_id}"' in page
    assert '<data value="20000">' in page and '<data value="20800">' in page


def test_with_htmx_adding_answers_a_part_and_the_badge(bo, cast):
    answer = post(bo, "/cart/lines", htmx=True, variant_id=cast.variant_id)
    assert answer.status_code == 200
    page = text_of(answer)
    assert "<html" not in page
    assert 'id="cart-added"' in page and 'id="cart-count" class="nav-count" hx-swap-oob="true"' in page


def test_with_htmx_what_cannot_be_added_is_said_beside_the_button(bo, cast):
    change(Variant, cast.variant_id, on_hand=0, supplied=0)
    answer = post(bo, "/cart/lines", htmx=True, variant_id=cast.variant_id)
    assert answer.status_code == 422
    page = text_of(answer)
    assert 'id="cart-added"' in page and "sold out" in page and 'id="cart"' not in page


@pytest.mark.parametrize("quantity", ["0", "-1", "100", "x", "1.5", "9" * 30, "１"])
def test_a_strange_quantity_is_422_with_words(bo, cast, quantity):
    answer = post(bo, "/cart/lines", variant_id=cast.variant_id, quantity=quantity)
    if quantity == "１":
        assert answer.status_code == 303
    else:
        assert answer.status_code == 422
        assert 'role="alert"' in text_of(answer)


@pytest.mark.parametrize(("variant", "status"), [("", 422), ("x", 422), ("999999", 404), ("-1", 404)])
def test_a_strange_variant_is_refused(bo, variant, status):
    assert post(bo, "/cart/lines", variant_id=variant, quantity=1).status_code == status


def test_a_line_is_changed_capped_and_removed(bo, cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    (item,) = queries.cart(cast.bo).items
    assert post(bo, f"/cart/lines/{item.line_id}", quantity=3).status_code == 303
    answer = post(bo, f"/cart/lines/{item.line_id}", htmx=True, quantity=99)
    assert "Only 20 left." in text_of(answer)
    assert 'value="20"' in text_of(answer)
    assert post(bo, f"/cart/lines/{item.line_id}", quantity="x").status_code == 422
    assert post(bo, f"/cart/lines/{item.line_id}/delete").location == "/cart"
    assert post(bo, f"/cart/lines/{item.line_id}/delete").status_code == 404


def test_somebody_elses_line_is_404(client, cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    (item,) = queries.cart(cast.bo).items
    eve = sign_in(client, cast.eve)
    assert post(eve, f"/cart/lines/{item.line_id}", quantity=1).status_code == 404
    assert post(eve, f"/cart/lines/{item.line_id}/delete").status_code == 404


def test_what_cannot_be_ordered_is_said_and_stops_the_checkout(bo, cast):
    actions.add_to_cart(cast.bo, cast.variant_id, 3)
    change(Variant, cast.variant_id, on_hand=2, supplied=2)
    page = text_of(bo.get("/cart"))
    assert "Only 2 left." in page
    assert 'href="/checkout"' not in page


def test_the_checkout_asks_who_is_not_signed_in_to_sign_in_and_come_back(client, cast):
    assert client.get("/checkout").location == "/login?next=/checkout"


def test_the_number_of_queries_does_not_grow_with_the_cart(bo, cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    with counted() as few:
        bo.get("/cart")
    _, tea = second_shop(cast)
    actions.add_to_cart(cast.bo, cast.other_variant_id)
    actions.add_to_cart(cast.bo, tea)
    with counted() as many:
        bo.get("/cart")
    assert len(many) == len(few) <= 10
