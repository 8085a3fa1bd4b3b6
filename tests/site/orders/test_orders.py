"""/orders and /orders/NUMBER"""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.orders import actions, queries
from domain.orders.models import Order, Payment, Refund
from tests.buying import bought, order, paid, received, second_shop, shipped
from tests.queries import counted
from tests.web import post, sign_in


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def state(number: str) -> str:
    return session.scalar(select(Order.state).where(Order.number == number))


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    file.seek(0)
    return file


def test_the_list_shows_ones_own_orders_only(bo, cast):
    mine, hers = bought(cast.bo, (cast.variant_id, 1)), bought(cast.eve, (cast.variant_id, 1))
    page = text_of(bo.get("/orders"))
    assert f'data-order-number="{mine}"' in page
    assert hers not in page


def test_the_list_is_narrowed_and_paged(bo, cast):
    numbers = [bought(cast.bo, (cast.variant_id, 1), method="cod") for _ in range(3)]
    actions.cancel(cast.bo, numbers[0])
    page = text_of(bo.get("/orders?state=ended"))
    assert re.findall(r'data-order-number="(\w+)"', page) == [numbers[0]]
    cursor = queries.orders_of(cast.bo, size=1).next_cursor
    part = bo.get(f"/orders?before={cursor}", headers={"HX-Request": "true"})
    assert re.findall(r'data-order-number="(\w+)"', text_of(part)) == [numbers[1], numbers[0]]
    assert "<html" not in text_of(part)


@pytest.mark.parametrize("query", ["state=strange", "checkout=999999"])
def test_a_list_that_does_not_exist_is_404(bo, query):
    assert bo.get(f"/orders?{query}").status_code == 404


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=99999999999999999999", "checkout=x"])
def test_a_strange_cursor_is_no_cursor(bo, query):
    assert bo.get(f"/orders?{query}").status_code == 200


def test_an_empty_list_leads_to_the_products(bo):
    assert "You have not ordered anything yet" in text_of(bo.get("/orders"))


def test_the_number_of_queries_does_not_grow_with_the_list(bo, cast):
    bought(cast.bo, (cast.variant_id, 1))
    with counted() as few:
        bo.get("/orders")
    _, tea = second_shop(cast)
    for _ in range(3):
        order(cast.bo, (cast.variant_id, 1), (tea, 1))
    with counted() as many:
        bo.get("/orders")
    assert len(many) == len(few) <= 10


@pytest.mark.parametrize("path", ["", "/payment", "/cancellation", "/receipt", "/refunds"])
def test_other_peoples_orders_are_404(client, cast, path):
    number = paid(cast.bo, (cast.variant_id, 1))
    for person in (cast.eve, cast.alma, cast.dora, cast.chen):
        browser = sign_in(client.application.test_client(), person)
        answer = (
            post(browser, f"/orders/{number}{path}", reason="x") if path else browser.get(f"/orders/{number}")
        )
        assert answer.status_code == 404, person.handle
    assert state(number) == "paid"


@pytest.mark.parametrize("number", ["0" * 12, "zzzzzzzzzzzz"])
def test_an_order_that_does_not_exist_is_404(bo, number):
    assert bo.get(f"/orders/{number}").status_code == 404
    assert post(bo, f"/orders/{number}/receipt").status_code == 404


def test_the_page_says_what_who_is_credited_and_where_it_goes(bo, cast):
    angels.endorse(cast.alma, cast.product_id)
    number = paid(cast.bo, (cast.variant_id, 2), credits={cast.variant_id: "alma"})
    page = text_of(bo.get(f"/orders/{number}"))
    for words in (
        "Durian, 3 kg",
        "West Lake Road 7",
        "You chose her.",
        '<data value="3000">',
        '<data value="20800">',
    ):
        assert words in page


def test_the_sandbox_pays_and_with_htmx_answers_the_order(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    answer = post(bo, f"/orders/{number}/payment", htmx=True, payment_method="sandbox")
    page = text_of(answer)
    assert answer.status_code == 200
    assert 'id="order"' in page and "<html" not in page and 'id="toasts"' not in page
    assert state(number) == "paid"
    assert post(bo, f"/orders/{number}/payment", payment_method="sandbox").status_code == 303


def test_the_sandbox_is_not_there_in_production(app, bo, cast, monkeypatch):
    number = bought(cast.bo, (cast.variant_id, 1))
    settings = replace(app.extensions["settings"], app_env="production")
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert post(bo, f"/orders/{number}/payment", payment_method="sandbox").status_code == 404
    assert state(number) == "awaiting_payment"


@pytest.mark.parametrize("method", ["cod", "transfer", "gold"])
def test_an_order_is_paid_its_own_way(bo, cast, method):
    number = bought(cast.bo, (cast.variant_id, 1))
    assert post(bo, f"/orders/{number}/payment", payment_method=method).status_code == 422


def test_a_transfer_shows_where_to_and_takes_a_picture_that_few_may_see(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    assert "Bank of Orchards" in text_of(bo.get(f"/orders/{number}"))
    answer = post(bo, f"/orders/{number}/payment", payment_method="transfer", proof=(picture(), "proof.png"))
    assert answer.status_code == 303
    payment_id = session.scalars(select(Payment.id)).one()
    address = f"/orders/{number}/proofs/{payment_id}"
    shown = bo.get(address)
    assert (shown.status_code, shown.mimetype, shown.headers["Cache-Control"]) == (
        200,
        "image/webp",
        "private, no-store",
    )
    shown.close()
    for person, status in (
        (cast.chen, 200),
        (cast.olga, 200),
        (cast.eve, 404),
        (cast.alma, 404),
        (cast.dora, 404),
    ):
        answer = sign_in(bo.application.test_client(), person).get(address)
        assert answer.status_code == status, person.handle
        answer.close()


def test_a_proof_that_is_no_picture_is_said_at_its_field(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    answer = post(
        bo, f"/orders/{number}/payment", payment_method="transfer", proof=(io.BytesIO(b"no"), "x.png")
    )
    assert answer.status_code == 422
    assert session.scalars(select(Payment.id)).all() == []


def test_a_payment_cannot_be_claimed_twice(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    assert post(bo, f"/orders/{number}/payment", payment_method="transfer").status_code == 303
    assert post(bo, f"/orders/{number}/payment", payment_method="transfer").status_code == 403


def test_cancelling_and_receiving(bo, cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    assert post(bo, f"/orders/{number}/cancellation").status_code == 303
    assert state(number) == "cancelled"
    other = shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    assert post(bo, f"/orders/{other}/cancellation").status_code == 403
    assert post(bo, f"/orders/{other}/receipt").status_code == 303
    assert state(other) == "received"


def test_a_refund_is_asked_for_with_a_reason_and_its_values_are_kept(bo, cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    answer = post(bo, f"/orders/{number}/refunds", amount="12.50")
    assert answer.status_code == 422
    assert 'value="12.50"' in text_of(answer)
    line = session.scalars(select(Order.id)).one()
    for wrong in (
        {"amount": "x"},
        {"amount": "999999"},
        {"amount": "-1"},
        {"lines": "x"},
        {"lines": str(line + 999)},
    ):
        assert post(bo, f"/orders/{number}/refunds", reason="Rotten", **wrong).status_code == 422, wrong
    assert post(bo, f"/orders/{number}/refunds", reason="Rotten").status_code == 303
    assert session.scalars(select(Refund.amount_cents)).all() == [10_800]
    assert "Waiting for the merchant" in text_of(bo.get(f"/orders/{number}"))


def test_a_refund_of_one_line_and_a_part_of_it(bo, cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1), (cast.other_variant_id, 1))
    line_id = queries.order_of(cast.bo, number).lines[1].id
    assert post(bo, f"/orders/{number}/refunds", reason="x", lines=line_id, amount="3").status_code == 303
    assert session.scalars(select(Refund.amount_cents)).all() == [300]


@pytest.mark.parametrize("make", [bought, paid])
def test_every_state_has_its_page(bo, cast, make, time):
    number = make(cast.bo, (cast.variant_id, 1))
    assert bo.get(f"/orders/{number}").status_code == 200
    actions.cancel(cast.bo, number)
    assert "Cancelled" in text_of(bo.get(f"/orders/{number}"))


def test_an_order_whose_time_is_over_says_so_before_the_clock_comes_by(bo, cast, time):
    number = bought(cast.bo, (cast.variant_id, 1))
    time.pass_(minutes=16)
    assert "The time to pay is over" in text_of(bo.get(f"/orders/{number}"))
    actions.expire_due()
    assert "This order has expired" in text_of(bo.get(f"/orders/{number}"))


def test_what_a_person_typed_is_shown_as_typed(bo, cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    said = "100% <b>rotten</b> %(name)s"
    post(bo, f"/orders/{number}/refunds", reason=said)
    assert "100% &lt;b&gt;rotten&lt;/b&gt; %(name)s" in text_of(bo.get(f"/orders/{number}"))
