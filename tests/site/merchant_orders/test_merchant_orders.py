"""/merchant/orders and /merchant/orders/NUMBER"""

import re

import pytest
from sqlalchemy import select

from core.db import session
from domain.orders import actions, queries
from domain.orders.models import Order, Refund
from tests.buying import bought, paid, received, second_shop, shipped
from tests.queries import counted
from tests.web import post, sign_in


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def state(number: str) -> str:
    return session.scalar(select(Order.state).where(Order.number == number))


def numbers_in(answer) -> list[str]:
    return re.findall(r'data-order-number="(\w+)"', text_of(answer))


def test_the_list_shows_the_shops_orders_by_what_is_to_be_done(chen, cast):
    _, tea = second_shop(cast)
    to_ship, to_pay = (
        paid(cast.bo, (cast.variant_id, 1)),
        bought(cast.bo, (cast.variant_id, 1), method="transfer"),
    )
    asked = received(cast.bo, cast.chen, (cast.variant_id, 1))
    actions.request_refund(cast.bo, asked, reason="x")
    elsewhere = paid(cast.bo, (tea, 1))
    assert numbers_in(chen.get("/merchant/orders")) == [asked, to_pay, to_ship]
    for task, expected in (("ship", to_ship), ("pay", to_pay), ("refund", asked), ("done", asked)):
        assert numbers_in(chen.get(f"/merchant/orders?task={task}")) == [expected], task
    assert chen.get(f"/merchant/orders/{elsewhere}").status_code == 404
    assert queries.task_counts(cast.chen) == {"ship": 1, "pay": 0, "refund": 1}


def test_the_list_goes_on_without_scripts_too(chen, cast):
    answer = chen.get("/merchant/orders?before=9")

    assert answer.status_code == 200
    assert "<html" in answer.text


def test_whoever_has_no_shop_has_no_such_list(client, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    for person in (cast.bo, cast.eve):
        browser = sign_in(client.application.test_client(), person)
        assert browser.get("/merchant/orders").status_code == 404
        assert browser.get(f"/merchant/orders/{number}").status_code == 404
        for path in ("payment", "shipments", "cancellation", "refunds/1"):
            answer = post(
                browser,
                f"/merchant/orders/{number}/{path}",
                carrier="x",
                tracking_number="x",
                reason="x",
                decision="accept",
            )
            assert answer.status_code == 404, path
    assert state(number) == "paid"


def test_the_number_of_queries_does_not_grow_with_the_list(chen, cast):
    bought(cast.bo, (cast.variant_id, 1))
    with counted() as few:
        chen.get("/merchant/orders")
    for _ in range(3):
        bought(cast.bo, (cast.variant_id, 1), (cast.other_variant_id, 1))
    with counted() as many:
        chen.get("/merchant/orders")
    assert len(many) == len(few) <= 10


def test_shipping_takes_a_carrier_and_a_number(chen, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    answer = post(chen, f"/merchant/orders/{number}/shipments", carrier="SF")
    assert answer.status_code == 422
    assert 'value="SF"' in text_of(answer)
    answer = post(
        chen, f"/merchant/orders/{number}/shipments", htmx=True, carrier="SF", tracking_number="123"
    )
    assert answer.status_code == 200
    assert "<html" not in text_of(answer)
    assert state(number) == "shipped"
    assert (
        post(chen, f"/merchant/orders/{number}/shipments", carrier="SF", tracking_number="1").status_code
        == 403
    )


def test_confirming_a_transfer_needs_no_field(chen, cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    assert post(chen, f"/merchant/orders/{number}/payment").status_code == 303
    assert state(number) == "paid"
    assert post(chen, f"/merchant/orders/{number}/payment").status_code == 303


def test_refusing_a_transfer_takes_a_reason_that_the_buyer_reads(chen, cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    actions.claim_payment(cast.bo, number)
    assert post(chen, f"/merchant/orders/{number}/payment", decision="refuse").status_code == 422
    assert post(chen, f"/merchant/orders/{number}/payment", decision="strange").status_code == 422
    assert (
        post(chen, f"/merchant/orders/{number}/payment", decision="refuse", reason="Nothing came").status_code
        == 303
    )
    bo = sign_in(chen.application.test_client(), cast.bo)
    page = text_of(bo.get(f"/orders/{number}"))
    assert "Nothing came" in page and "I have transferred it" in page


def test_cash_is_noted_at_the_door(chen, cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="cod")
    post(chen, f"/merchant/orders/{number}/shipments", carrier="SF", tracking_number="1")
    assert "I have the cash" in text_of(chen.get(f"/merchant/orders/{number}"))
    post(chen, f"/merchant/orders/{number}/payment")
    assert state(number) == "received"


def test_a_refund_is_decided_with_a_reason(chen, cast):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    address = f"/merchant/orders/{number}/refunds/{refund_id}"
    assert "Rotten" in text_of(chen.get(address))
    for wrong in ({}, {"decision": "strange"}, {"decision": "refuse"}):
        assert post(chen, address, **wrong).status_code == 422, wrong
    assert post(chen, address, decision="refuse", reason="It was not").status_code == 303
    assert session.scalars(select(Refund.state)).all() == ["refused"]
    assert post(chen, address, decision="accept").status_code == 422
    assert chen.get(f"/merchant/orders/{number}/refunds/999").status_code == 404
    assert post(chen, f"/merchant/orders/{number}/refunds/999", decision="accept").status_code == 404


def test_accepting_a_refund_puts_the_goods_back_when_they_are_there(chen, cast):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    post(chen, f"/merchant/orders/{number}/refunds/{refund_id}", decision="accept", goods_back=1)
    assert state(number) == "refunded"
    assert session.scalars(select(Refund.goods_back)).all() == [True]


def test_cancelling_takes_a_reason(chen, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    assert post(chen, f"/merchant/orders/{number}/cancellation").status_code == 422
    assert post(chen, f"/merchant/orders/{number}/cancellation", reason="Frost").status_code == 303
    assert state(number) == "cancelled"


def test_the_address_goes_when_the_order_is_over(chen, cast, time):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    assert "West Lake Road 7" in text_of(chen.get(f"/merchant/orders/{number}"))
    time.pass_(days=8)
    actions.complete_due()
    page = text_of(chen.get(f"/merchant/orders/{number}"))
    for secret in ("West Lake Road 7", "13800001234", "Bo Wang"):
        assert secret not in page


def test_an_operator_reads_but_does_not_act(client, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    olga = sign_in(client, cast.olga)
    page = text_of(olga.get(f"/merchant/orders/{number}"))
    assert number in page and "It is on its way" not in page
    assert (
        post(olga, f"/merchant/orders/{number}/shipments", carrier="x", tracking_number="x").status_code
        == 404
    )
