"""/checkout"""

import re
from dataclasses import asdict, replace

import pytest
from sqlalchemy import func, select

from core.db import session
from domain.angels import actions as angels
from domain.catalog.models import Product, Variant
from domain.orders import actions
from domain.orders.models import Order, OrderLine
from tests.buying import HOME, change, received, second_shop
from tests.couponing import offer
from tests.queries import counted
from tests.web import post, sign_in

ADDRESS = asdict(HOME)


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


@pytest.fixture
def filled(bo, cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    return bo


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def value_of(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def orders() -> int:
    return session.scalar(select(func.count()).select_from(Order))


def test_an_empty_cart_has_no_checkout(bo):
    assert bo.get("/checkout").location == "/cart"


def test_placing_leads_to_the_order(filled):
    answer = post(filled, "/checkout", **ADDRESS, payment_method="sandbox", idempotency_key="k")
    assert answer.status_code == 303
    assert re.fullmatch(r"/orders/[0-9A-Z]{12}", answer.location)
    assert filled.get(answer.location).status_code == 200


def test_several_orders_lead_to_their_list_where_all_are_paid_at_once(filled, cast):
    _, tea = second_shop(cast)
    actions.add_to_cart(cast.bo, tea)
    answer = post(filled, "/checkout", **ADDRESS, payment_method="sandbox")
    page = text_of(filled.get(answer.location))
    assert page.count("data-order-number=") == 2
    pay = re.search(r'action="(/orders/\w+/payment)"', page)[1]
    assert post(filled, pay, payment_method="sandbox", whole=1).location == answer.location
    assert set(session.scalars(select(Order.state))) == {"paid"}


def test_the_last_address_is_there_the_next_time(filled, cast):
    post(filled, "/checkout", **ADDRESS, payment_method="sandbox")
    actions.add_to_cart(cast.bo, cast.variant_id)
    page = text_of(filled.get("/checkout"))
    assert "Hangzhou West Lake Road 7" in page
    assert re.search(r'name="address" value="\d+" id="address-\d+" checked', page)


@pytest.mark.parametrize("field", ["recipient", "phone", "region", "street", "payment_method"])
def test_a_missing_field_is_said_and_the_rest_is_kept(filled, field):
    sent = {**ADDRESS, "payment_method": "transfer", field: ""}
    answer = post(filled, "/checkout", **sent)
    assert answer.status_code == 422
    page = text_of(answer)
    assert f'href="#{field}"' in page
    for name, value in sent.items():
        if name not in (field, "payment_method"):
            assert f'value="{value}"' in page
    assert orders() == 0


def test_an_address_that_is_too_long_is_said(filled):
    answer = post(filled, "/checkout", **{**ADDRESS, "street": "x" * 500}, payment_method="sandbox")
    assert answer.status_code == 422


@pytest.mark.parametrize("method", ["gold", "", "cod;", "COD"])
def test_a_strange_way_to_pay_is_422(filled, method):
    assert post(filled, "/checkout", **ADDRESS, payment_method=method).status_code == 422


def test_the_same_key_answers_the_same_and_another_body_is_409(filled, cast):
    sent = {**ADDRESS, "payment_method": "sandbox", "idempotency_key": "k"}
    first, again = (post(filled, "/checkout", **sent) for _ in range(2))
    assert first.location == again.location
    assert post(filled, "/checkout", **{**sent, "phone": "1"}).status_code == 409
    assert orders() == 1


def test_a_price_that_changed_is_told_before_anything_is_ordered(filled, cast):
    seen = value_of(text_of(filled.get("/checkout")), "total_seen")
    change(Variant, cast.variant_id, price_cents=12_000)
    sent = {**ADDRESS, "payment_method": "sandbox", "total_seen": seen}
    answer = post(filled, "/checkout", **sent, data_={f"seen-{cast.variant_id}": "10000", "seen-x": "x"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "The total has changed" in page
    assert 'The price has changed: it was <data value="10000">¥100.00</data>' in page
    assert '<data value="10800">' in page
    assert (
        post(filled, "/checkout", **{**sent, "total_seen": value_of(page, "total_seen")}).status_code == 303
    )


def test_stock_that_is_gone_is_told_before_anything_is_ordered(filled, cast):
    change(Variant, cast.variant_id, on_hand=0, supplied=0)
    answer = post(filled, "/checkout", **ADDRESS, payment_method="sandbox")
    assert answer.status_code == 422
    assert "Sold out" in text_of(answer)


# Credit


def test_the_page_says_who_earns_how_much_and_takes_another_choice(filled, cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.record_touch(
        angels.make_share_link(cast.alma, product_id=cast.product_id), user_id=cast.bo.id, visitor_id=""
    )
    name = f"credit-{cast.variant_id}"
    page = text_of(filled.get("/checkout"))
    assert re.search(r'Alma earns <data value="1500">¥15.00</data> \(15%\), paid by Chen&#39;s Orchard', page)
    part = post(filled, "/checkout", htmx=True, data_={name: "none"}, recalculate=1, **ADDRESS)
    assert part.status_code == 200
    assert "Nobody earns on this line." in text_of(part)
    assert "<html" not in text_of(part)
    assert orders() == 0
    post(filled, "/checkout", **ADDRESS, payment_method="sandbox", data_={name: "none"})
    assert session.scalars(select(OrderLine.angel_id)).all() == [None]


def test_somebody_who_cannot_be_credited_is_said_at_her_line(filled, cast):
    angels.endorse(cast.alma, cast.product_id)
    name = f"credit-{cast.variant_id}"
    answer = post(filled, "/checkout", **ADDRESS, payment_method="sandbox", data_={name: "eve"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "@eve cannot be credited" in page
    assert re.search(rf'id="{name}"[^>]*aria-invalid="true"', page)


@pytest.mark.parametrize("key", ["a\x00", "x" * 65, "钥匙"])
def test_a_strange_key_is_refused(filled, key):
    answer = post(filled, "/checkout", **ADDRESS, payment_method="sandbox", idempotency_key=key)
    assert answer.status_code == 422


@pytest.mark.parametrize("handle", ["a\x00b", "阿尔玛", "x" * 500, "@", "a b"])
def test_a_strange_handle_is_nobodys(filled, cast, handle):
    angels.endorse(cast.alma, cast.product_id)
    choice = {f"credit-{cast.variant_id}": handle}
    assert post(filled, "/checkout", **ADDRESS, payment_method="sandbox", data_=choice).status_code == 422


@pytest.mark.parametrize(
    "name", ["credit-x", "credit-", "credit-999", "credit-99999999999999999999", "credit-other-x"]
)
def test_choices_for_other_things_are_nothing(filled, name):
    answer = post(filled, "/checkout", **ADDRESS, payment_method="sandbox", data_={name: "eve"})
    assert answer.status_code == 303


def test_a_typed_handle_goes_before_the_list(filled, cast):
    angels.endorse(cast.alma, cast.product_id)
    choices = {f"credit-{cast.variant_id}": "none", f"credit-other-{cast.variant_id}": " @Alma "}
    post(filled, "/checkout", **ADDRESS, payment_method="sandbox", data_=choices)
    assert session.scalars(select(OrderLine.angel_id)).all() == [cast.alma.id]


def test_the_angel_price_is_shown_and_changes_the_total_when_another_is_credited(bo, cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.endorse(cast.bo, cast.product_id)
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    actions.add_to_cart(cast.bo, cast.variant_id)
    page = text_of(bo.get("/checkout"))
    assert "Your angel price" in page
    seen = value_of(page, "total_seen")
    assert seen == "9300"
    choice = {f"credit-{cast.variant_id}": "alma"}
    answer = post(bo, "/checkout", **ADDRESS, payment_method="sandbox", total_seen=seen, data_=choice)
    assert answer.status_code == 422
    assert value_of(text_of(answer), "total_seen") == "10800"


def test_the_number_of_queries_does_not_grow_with_the_cart(filled, cast):
    angels.endorse(cast.alma, cast.product_id)
    with counted() as few:
        filled.get("/checkout")
    _, tea = second_shop(cast)
    actions.add_to_cart(cast.bo, cast.other_variant_id)
    actions.add_to_cart(cast.bo, tea)
    with counted() as many:
        filled.get("/checkout")
    assert len(many) <= len(few) <= 10


@pytest.mark.parametrize("by_code", [False, True])
def test_ten_queries_say_who_is_credited_whatever_brought_the_buyer(filled, cast, by_code):
    angels.endorse(cast.alma, cast.product_id)
    category_id = session.scalar(select(Product.category_id).where(Product.id == cast.product_id))
    offer(cast.chen, cast.merchant_id, code="ALMA20", angel_handle="alma", scope=f"category:{category_id}")
    if not by_code:
        link = angels.make_share_link(cast.alma, product_id=cast.product_id)
        angels.record_touch(link, user_id=cast.bo.id, visitor_id="")
    code = "ALMA20" if by_code else ""
    with counted() as asked:
        page = text_of(post(filled, "/checkout", **ADDRESS, recalculate="1", coupon_code=code))
    assert "Alma earns" in page
    assert len(asked) <= 10, asked


def test_the_sandbox_is_not_offered_in_production(app, filled, monkeypatch):
    settings = replace(app.extensions["settings"], app_env="production")
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert "Sandbox" not in text_of(filled.get("/checkout"))
    assert post(filled, "/checkout", **ADDRESS, payment_method="sandbox").status_code == 422
