"""/merchant/shipping and the part of a product's desk that says how it is sent."""

import pytest
from sqlalchemy import select

from core.db import session
from domain.catalog.models import Product
from domain.merchants import shipping
from domain.merchants.models import ShippingTemplate
from domain.merchants.shipping import TemplatePlan
from tests.buying import second_shop
from tests.queries import counted
from tests.web import post, sign_in

WEIGHT = {
    "name": "Post",
    "kind": "weight",
    "fee_cents": "5",
    "first_grams": "1000",
    "step_grams": "500",
    "step_cents": "1.50",
    "free_from_cents": "99",
    "sends_elsewhere": "1",
    "zones-0-regions": "新疆, 西藏",
    "zones-0-fee": "20",
    "zones-0-step": "9",
    "zones-1-regions": "Hainan",
    "zones-1-unsent": "1",
}


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def kept() -> list[ShippingTemplate]:
    session.rollback()
    return list(session.scalars(select(ShippingTemplate).order_by(ShippingTemplate.id)))


def test_a_template_is_kept_and_shown_again(chen, cast):
    assert post(chen, "/merchant/shipping", **WEIGHT).location == "/merchant/shipping"
    (one,) = kept()
    assert (one.fee_cents, one.step_cents, one.free_from_cents) == (500, 150, 9_900)
    assert "Post" in chen.get("/merchant/shipping").text
    page = chen.get(f"/merchant/shipping/{one.id}").text
    for piece in ('value="5.00"', "新疆, 西藏", 'value="20.00"', 'value="500"'):
        assert piece in page, piece


def test_what_was_typed_stays_when_something_is_wrong(chen):
    answer = post(chen, "/merchant/shipping", **{**WEIGHT, "step_grams": "0", "zones-0-fee": "dear"})
    assert answer.status_code == 422
    for piece in ('value="Post"', "新疆, 西藏", 'value="dear"'):
        assert piece in answer.text, piece
    assert kept() == []


def test_more_rows_can_be_asked_for_without_losing_a_word(chen):
    answer = post(chen, "/merchant/shipping", **WEIGHT, do="row")
    assert answer.status_code == 200 and "zones-3-regions" in answer.text and "新疆, 西藏" in answer.text
    assert kept() == []


def test_the_default_moves_to_one_template_and_back_to_the_terms(chen):
    for name in ("A", "B"):
        post(chen, "/merchant/shipping", name=name, kind="flat", fee_cents="3", sends_elsewhere="1")
    first, second = kept()
    for one in (first, second):
        post(chen, f"/merchant/shipping/{one.id}/default")
    assert [one.is_default for one in kept()] == [False, True]
    post(chen, "/merchant/shipping/default")
    assert [one.is_default for one in kept()] == [False, False]


def test_a_template_is_deleted(chen):
    post(chen, "/merchant/shipping", name="A", kind="flat", sends_elsewhere="1")
    (one,) = kept()
    assert post(chen, f"/merchant/shipping/{one.id}/delete").location == "/merchant/shipping"
    assert kept() == []


def test_another_shops_template_is_not_there(client, cast):
    dora, _ = second_shop(cast)
    template_id = shipping.keep_template(cast.chen, cast.merchant_id, TemplatePlan("Post", "flat"))
    product_id = session.scalars(select(Product.id).where(Product.title == "Green tea")).one()
    sign_in(client, dora)
    assert client.get(f"/merchant/shipping/{template_id}").status_code == 404
    for path in ("", "/default", "/delete"):
        assert post(client, f"/merchant/shipping/{template_id}{path}", name="Mine").status_code == 404
    answer = post(client, f"/merchant/products/{product_id}/sending", template=template_id)
    assert answer.status_code == 404
    assert [one.name for one in kept()] == ["Post"]


def test_who_has_no_shop_has_no_templates(client, cast):
    sign_in(client, cast.bo)
    for path in ("/merchant/shipping", "/merchant/shipping/new", "/merchant/shipping/1"):
        assert client.get(path).status_code == 403


def test_a_product_chooses_its_template_and_weight(chen, cast):
    post(chen, "/merchant/shipping", **WEIGHT)
    (one,) = kept()
    path = f"/merchant/products/{cast.product_id}"
    answer = post(chen, f"{path}/sending", template=one.id, weight=1200)
    assert answer.location == f"{path}#sending"
    page = chen.get(path).text
    assert f'selected value="{one.id}"' in page and 'value="1200"' in page
    for weight in ("-1", "99999999", "heavy", "1.5"):
        assert post(chen, f"{path}/sending", template=one.id, weight=weight).status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_templates(chen, cast):
    with counted() as few:
        chen.get("/merchant/shipping")
    for number in range(4):
        shipping.keep_template(cast.chen, cast.merchant_id, TemplatePlan(f"T{number}", "flat"))
    with counted() as many:
        chen.get("/merchant/shipping")
    assert len(many) <= len(few)
