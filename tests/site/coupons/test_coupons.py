"""/coupons, /merchant/coupons, /admin/coupons, and the coupons of the checkout"""

import re
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from domain.orders import actions
from domain.orders.models import Coupon, Order
from tests.buying import HOME, second_shop
from tests.couponing import grants, offer
from tests.queries import counted
from tests.web import post, sign_in

ADDRESS = {**asdict(HOME), "payment_method": "sandbox"}


def day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


@pytest.fixture
def harvest(cast) -> Coupon:
    return offer(cast.chen, cast.merchant_id)


@pytest.fixture
def filled(client, cast):
    sign_in(client, cast.bo)
    actions.add_to_cart(cast.bo, cast.variant_id)
    return client


def test_a_merchant_makes_a_coupon_and_ends_it(client, cast):
    sign_in(client, cast.chen)
    given = {"title": "Harvest", "amount": "20", "from": "90", "scope": f"product:{cast.product_id}", "per_person": "1", "ends_on": day(7)}  # fmt: skip
    assert post(client, "/merchant/coupons", data_=given).status_code == 303
    made = session.scalars(select(Coupon)).one()
    assert (made.merchant_id, made.amount_cents, made.from_cents, made.product_id) == (
        cast.merchant_id, 2_000, 9_000, cast.product_id,
    )  # fmt: skip
    assert "Harvest" in text_of(client.get("/merchant/coupons"))
    assert post(client, f"/merchant/coupons/{made.id}/delete").status_code == 303
    assert "Ended" in text_of(client.get("/merchant/coupons"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Please fill this in."),
        ({"amount": ""}, "an amount or percent"),
        ({"amount": "5", "rate": "10"}, "not both"),
        ({"amount": "a lot"}, "not an amount"),
        ({"amount": "", "rate": "95"}, "From 1 to 90 percent"),
        ({"ends_on": "soon"}, "Choose a day."),
        ({"ends_on": "2020-01-01"}, "still to come"),
        ({"ends_on": "9999-12-31"}, "Choose a day."),
        ({"scope": "product:99999999999999999999"}, "Choose what it is for."),
        ({"total_limit": "0"}, "Between 1 and"),
        ({"code": "\x00x"}, 'id="code-error"'),
        ({"angel": "nobody_here", "code": "HELLO"}, "nobody with this name"),
    ],
)
def test_what_does_not_fit_comes_back_with_all_that_was_typed(client, cast, given, words):
    sign_in(client, cast.chen)
    usual = {"title": "Harvest", "amount": "20", "from": "77.50", "per_person": "1", "ends_on": day(7)}
    answer = post(client, "/merchant/coupons", data_={**usual, **given})
    assert answer.status_code == 422
    assert words in text_of(answer) and 'value="77.50"' in answer.text
    assert session.scalar(select(Coupon.id)) is None


def test_the_sites_coupons_are_for_operators(client, cast):
    sign_in(client, cast.chen)
    assert client.get("/admin/coupons").status_code == 403
    assert post(client, "/admin/coupons", title="x").status_code == 403
    sign_in(client, cast.olga)
    given = {"title": "Welcome", "rate": "10", "per_person": "1", "ends_on": day(7), "code": "hello"}
    assert post(client, "/admin/coupons", data_=given).status_code == 303
    assert session.scalars(select(Coupon)).one().code == "HELLO"
    assert "Welcome" in text_of(client.get("/admin/coupons"))


def test_a_coupon_is_taken_from_the_page_of_the_product_and_of_the_shop(client, cast, harvest):
    for path in (f"/products/{cast.product_id}", f"/merchants/{cast.merchant_id}"):
        assert "Harvest" in text_of(client.get(path))
    sign_in(client, cast.bo)
    assert post(client, f"/coupons/{harvest.id}/grants", next="/products").location == "/products"
    assert grants() == [(cast.bo.id, "held")]
    assert "Harvest" in text_of(client.get("/coupons"))
    assert "You have it" in text_of(client.get(f"/products/{cast.product_id}"))


def test_what_is_gone_is_said(client, cast):
    last = offer(cast.chen, cast.merchant_id, total_limit=1)
    actions.take_coupon(cast.eve, last.id)
    sign_in(client, cast.bo)
    answer = post(client, f"/coupons/{last.id}/grants")
    assert answer.status_code == 422 and "just gone" in text_of(answer)
    assert post(client, "/coupons/999/grants").status_code == 404


def test_one_tap_shows_what_it_saves_before_anything_is_ordered(filled, cast, harvest):
    page = text_of(filled.get("/checkout"))
    assert "Harvest" in page and 'name="total_seen" value="10800"' in page
    picked = {f"coupon-{cast.merchant_id}": harvest.code, "recalculate": "1", **ADDRESS}
    page = text_of(post(filled, "/checkout", data_=picked))
    assert 'name="total_seen" value="8800"' in page and "Coupon of the shop" in page
    assert session.scalar(select(Order.id)) is None
    picked.pop("recalculate")
    placed = post(filled, "/checkout", data_={**picked, "total_seen": "8800"})
    assert placed.status_code == 303
    page = text_of(filled.get(placed.location))
    assert "Coupon “Harvest”" in page and "Angel price" not in page


@pytest.mark.parametrize("step", [{"recalculate": "1"}, {}])
def test_a_code_that_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(filled, cast, step):
    offer(cast.chen, cast.merchant_id, code="OLD", ends_at=clock.now() + timedelta(hours=1))
    with clock.shifted(timedelta(hours=2)):
        for code, words in (("OLD", "has expired"), ("NOPE", "no such coupon"), ("\x00", "no such coupon")):
            answer = post(
                filled, "/checkout", data_={**ADDRESS, "street": "Lane 9", "coupon_code": code, **step}
            )
            page = text_of(answer)
            assert answer.status_code == 422 and words in page and 'value="Lane 9"' in page
            assert 'id="coupon_code-error"' in page
    assert session.scalar(select(Order.id)) is None


def test_a_forged_coupon_is_refused_at_its_field(filled, cast):
    dora, _ = second_shop(cast)
    theirs = offer(dora, min(dora.merchant_ids))
    for code in (theirs.code, "x" * 300, "1", "'"):
        answer = post(filled, "/checkout", data_={**ADDRESS, f"coupon-{cast.merchant_id}": code})
        assert answer.status_code == 422 and "no such coupon" in text_of(answer)
    assert session.scalar(select(Order.id)) is None


def test_a_code_that_fits_is_applied_by_its_button(filled, cast):
    offer(cast.chen, cast.merchant_id, code="AUTUMN")
    page = text_of(post(filled, "/checkout", data_={**ADDRESS, "coupon_code": "autumn ", "recalculate": "1"}))
    assert 'value="AUTUMN" checked' in page and 'name="total_seen" value="8800"' in page


def test_the_lists_cost_the_same_however_long_they_are(client, cast):
    sign_in(client, cast.chen)
    costs = []
    for number in (1, 5):
        for _ in range(number):
            actions.take_coupon(cast.chen, offer(cast.chen, cast.merchant_id).id)
        with counted() as first:
            client.get("/merchant/coupons")
        with counted() as second:
            client.get("/coupons")
        costs.append((len(first), len(second)))
    assert costs[0] == costs[1] and max(costs[1]) <= 10
