"""Putting things into the cart."""

import pytest

from core.errors import NotAllowed, NotFound, Refused
from domain.catalog.models import Product, Variant
from domain.orders import actions, queries
from domain.orders.rules import MAX_CART_LINES
from domain.people.viewer import ANONYMOUS
from tests.buying import change, second_shop


def test_the_cart_groups_by_merchant_and_adds_shipping_for_each(cast):
    _, tea = second_shop(cast)
    actions.add_to_cart(cast.bo, cast.variant_id, 2)
    actions.add_to_cart(cast.bo, tea, 1)
    cart = queries.cart(cast.bo)
    assert [(p.seller.name, p.totals.goods_cents, p.totals.shipping_cents) for p in cart.parcels] == [
        ("Chen's Orchard", 20_000, 800),
        ("Dora's Tea", 2_000, 600),
    ]
    assert cart.total_cents == 23_400
    assert cart.is_ready


def test_shipping_is_free_from_the_merchants_limit_on(cast):
    _, tea = second_shop(cast)
    actions.add_to_cart(cast.bo, tea, 2)
    assert queries.cart(cast.bo).parcels[0].missing_for_free_shipping == 1_000
    actions.add_to_cart(cast.bo, tea, 1)
    parcel = queries.cart(cast.bo).parcels[0]
    assert (parcel.totals.shipping_cents, parcel.missing_for_free_shipping) == (0, 0)


def test_adding_again_adds_up_and_stops_at_the_stock(cast):
    assert actions.add_to_cart(cast.bo, cast.variant_id, 15) == 15
    assert actions.add_to_cart(cast.bo, cast.variant_id, 15) == 20
    assert [item.quantity for item in queries.cart(cast.bo).items] == [20]


def test_setting_a_quantity_stops_at_the_stock(cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    (item,) = queries.cart(cast.bo).items
    assert actions.set_quantity(cast.bo, item.line_id, 99) == 20


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_is_between_1_and_99(cast, quantity):
    with pytest.raises(Refused) as refused:
        actions.add_to_cart(cast.bo, cast.variant_id, quantity)
    assert refused.value.field == "quantity"


def test_what_is_sold_out_cannot_be_put_in(cast):
    change(Variant, cast.variant_id, on_hand=0, supplied=0)
    with pytest.raises(Refused):
        actions.add_to_cart(cast.bo, cast.variant_id)


def test_a_draft_is_not_known_to_strangers(cast):
    change(Product, cast.product_id, state="draft")
    with pytest.raises(NotFound):
        actions.add_to_cart(cast.bo, cast.variant_id)


def test_what_is_withdrawn_cannot_be_put_in(cast):
    change(Product, cast.product_id, state="withdrawn")
    with pytest.raises(Refused):
        actions.add_to_cart(cast.bo, cast.variant_id)


def test_a_cart_holds_so_many_different_things_and_no_more(cast, monkeypatch):
    assert MAX_CART_LINES > 1
    monkeypatch.setattr("domain.orders.actions.cart.MAX_CART_LINES", 1)
    actions.add_to_cart(cast.bo, cast.variant_id)
    with pytest.raises(Refused):
        actions.add_to_cart(cast.bo, cast.other_variant_id)


def test_somebody_elses_line_is_not_there(cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    (item,) = queries.cart(cast.bo).items
    with pytest.raises(NotFound):
        actions.set_quantity(cast.eve, item.line_id, 2)
    with pytest.raises(NotFound):
        actions.remove_from_cart(cast.eve, item.line_id)
    actions.remove_from_cart(cast.bo, item.line_id)
    assert not queries.cart(cast.bo).parcels


def test_a_stranger_without_a_browser_has_no_cart(cast):
    with pytest.raises(NotAllowed):
        actions.add_to_cart(ANONYMOUS, cast.variant_id)


@pytest.mark.parametrize(
    ("kind", "values", "problem"),
    [
        (Variant, {"on_hand": 0, "supplied": 0}, "Sold out"),
        (Variant, {"on_hand": 2, "supplied": 2}, "Only %(left)s left"),
        (Variant, {"is_active": False}, "No longer on sale"),
        (Product, {"state": "withdrawn"}, "No longer on sale"),
    ],
)
def test_what_has_changed_meanwhile_is_said_at_its_line(cast, kind, values, problem):
    actions.add_to_cart(cast.bo, cast.variant_id, 3)
    change(kind, cast.variant_id if kind is Variant else cast.product_id, **values)
    cart = queries.cart(cast.bo)
    assert cart.items[0].problem.startswith(problem)
    assert not cart.is_ready
