"""Paying at Stripe, Alipay and WeChat Pay: from the card on the order to the gateway's word, over real sockets."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.payments import Ask
from core import clock
from core.db import session
from domain.catalog.models import Variant
from domain.orders import actions
from domain.orders.models import GatewayRefund, Order, Payment
from jobs import gateways as job
from tests.buying import bought, breaches, change, order, second_shop
from tests.web import post, sign_in
from tests.wire.paying import PHONE, PROVIDERS, go_to_pay, notice_of, pay_there, payment, state, tell

HEARD = {"stripe": "taken", "alipay": "success", "wechat": ""}


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


def expire(number: str) -> None:
    order_id = session.scalar(select(Order.id).where(Order.number == number))
    change(Order, order_id, reserved_until_at=clock.now() - timedelta(minutes=5))
    actions.expire_due()
    assert state(number) == "expired"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_buyer_pays_at_a_gateway_and_its_copied_word_counts_once(bo, cast, app, gateways, provider):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, provider)
    waiting = bo.get(f"/payments/{reference}")
    assert 'data-payment-state="open"' in waiting.text
    pay_there(gateways, provider, reference)
    said = notice_of(gateways, provider, reference)
    first, again = tell(app.test_client(), provider, said), tell(app.test_client(), provider, said)
    assert (first.status_code, first.text) == (200, HEARD[provider])
    assert (again.status_code, again.text) == (200, HEARD[provider])
    assert state(number) == "paid"
    assert 'data-payment-state="paid"' in bo.get(f"/payments/{reference}").text
    assert breaches() == []


def test_a_browser_that_says_it_has_paid_is_not_believed(bo, cast, gateways):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, "alipay")
    bo.get(f"/payments/{reference}?trade_status=TRADE_SUCCESS&total_amount=108.00&out_trade_no={reference}")
    assert state(number) == "awaiting_payment"


def test_only_the_buyer_sees_her_payment(bo, app, cast, gateways):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, "wechat")
    assert bo.get(f"/payments/{reference}/code.svg").mimetype == "image/svg+xml"
    eve = sign_in(app.test_client(), cast.eve)
    assert [eve.get(f"/payments/{reference}{end}").status_code for end in ("", "/code.svg")] == [404, 404]
    assert post(eve, f"/payments/{reference}/questions").status_code == 404


def test_the_way_fits_the_browser_and_leads_there(bo, cast, gateways):
    number = bought(cast.bo, (cast.variant_id, 1))
    bo.environ_base["HTTP_USER_AGENT"] = PHONE
    answer = post(bo, f"/orders/{number}/payment", payment_method="wechat")
    page = bo.get(answer.location)
    assert page.headers["Refresh"].startswith("0; url=https://wx.tenpay.com/")
    assert payment(answer.location.split("/")[-1].split("?")[0]).way == "h5"
    bo.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    opened = gateways.alipay.opened(payment(go_to_pay(bo, gateways, number, "alipay")).goes_to)
    assert (opened["method"], opened["total_amount"]) == ("alipay.trade.page.pay", "108.00")


def test_pressing_twice_is_one_payment_and_changing_ones_mind_another(bo, cast, gateways):
    number = bought(cast.bo, (cast.variant_id, 1))
    first, again = (go_to_pay(bo, gateways, number, "stripe") for _ in range(2))
    assert first == again
    assert len(gateways.stripe.sessions) == 1
    assert go_to_pay(bo, gateways, number, "wechat") != first


def test_one_payment_covers_the_orders_of_a_checkout_each_to_the_cent(bo, cast, app, gateways):
    _, tea = second_shop(cast)
    placed = order(cast.bo, (cast.variant_id, 1), (tea, 2))
    reference = go_to_pay(bo, gateways, placed.numbers[0], "stripe", whole="1")
    fields = gateways.stripe.session_of(reference)["fields"]
    assert fields["line_items[0][price_data][unit_amount]"] == "10800"
    assert fields["line_items[1][price_data][unit_amount]"] == "4600"
    pay_there(gateways, "stripe", reference)
    tell(app.test_client(), "stripe", notice_of(gateways, "stripe", reference))
    session.rollback()
    assert sorted(session.scalars(select(Payment.amount_cents))) == [4_600, 10_800]
    assert [state(number) for number in placed.numbers] == ["paid", "paid"]
    assert breaches() == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_without_a_notice_the_gateway_is_asked(bo, cast, app, gateways, provider):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, provider)
    assert post(bo, f"/payments/{reference}/questions").status_code == 303
    assert state(number) == "awaiting_payment"
    pay_there(gateways, provider, reference)
    change(type(payment(reference)), payment(reference).id, asked_at=clock.now() - timedelta(minutes=1))
    assert job.ask_all(app) == 1
    assert state(number) == "paid"
    tell(app.test_client(), provider, notice_of(gateways, provider, reference))
    assert breaches() == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_not_paid_in_time_is_closed_at_the_gateway(bo, cast, app, gateways, provider):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, provider)
    long_ago = clock.now() - timedelta(minutes=10)
    change(type(payment(reference)), payment(reference).id, asked_at=long_ago, expires_at=long_ago)
    assert job.ask_all(app) == 1
    assert payment(reference).state == "closed"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_money_after_the_time_takes_the_stock_again(bo, cast, app, gateways, provider):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, provider)
    expire(number)
    pay_there(gateways, provider, reference)
    tell(app.test_client(), provider, notice_of(gateways, provider, reference))
    assert state(number) == "paid"
    assert breaches() == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_money_after_the_goods_are_sold_goes_back_by_itself(bo, cast, app, gateways, provider):
    number = bought(cast.bo, (cast.variant_id, 1))
    reference = go_to_pay(bo, gateways, number, provider)
    expire(number)
    change(Variant, cast.variant_id, is_active=False)
    pay_there(gateways, provider, reference)
    assert tell(app.test_client(), provider, notice_of(gateways, provider, reference)).status_code == 200
    assert state(number) == "expired"
    gateways.wechat.refund_status = "SUCCESS"
    assert job.ask_all(app) == 1
    session.rollback()
    assert session.scalars(select(Payment.state)).all() == ["refunded"]
    assert session.scalars(select(GatewayRefund.state)).all() == ["accepted"]
    assert "goes back to you" in bo.get(f"/payments/{reference}").text


def test_paid_at_two_gateways_the_second_goes_back(bo, cast, app, gateways):
    number = bought(cast.bo, (cast.variant_id, 1))
    first, second = (go_to_pay(bo, gateways, number, provider) for provider in ("alipay", "stripe"))
    for provider, reference in (("stripe", second), ("alipay", first)):
        pay_there(gateways, provider, reference)
        tell(app.test_client(), provider, notice_of(gateways, provider, reference))
    job.ask_all(app)
    session.rollback()
    states = dict(session.execute(select(Payment.provider, Payment.state)).all())
    assert states == {"stripe": "confirmed", "alipay": "refunded"}
    assert breaches() == []


def test_a_gateway_that_does_not_answer_loses_nothing(bo, cast, gateways):
    number = bought(cast.bo, (cast.variant_id, 1))
    gateways.wechat.lies = True
    answer = post(bo, f"/orders/{number}/payment", payment_method="wechat")
    assert answer.status_code == 422
    assert "no answer" in answer.text
    assert state(number) == "awaiting_payment"
    gateways.wechat.lies = False
    go_to_pay(bo, gateways, number, "wechat")


def test_inside_wechat_a_page_gets_a_signed_call(app, gateways):
    gateway = app.extensions["gateways"]["wechat"]
    at = clock.now() + timedelta(minutes=10)
    opened = gateway.open(
        Ask("P1", 100, "CNY", "Tea", (("N", 100),), at, "jsapi", "https://x/n", "https://x/r", openid="o1")
    )
    assert gateways.wechat.orders["P1"]["asked"]["payer"] == {"openid": "o1"}
    call = gateway.jsapi_call(opened.remote_id)
    assert call["package"] == "prepay_id=wxP1"
    assert json.dumps(call)


def test_a_gateway_without_an_account_is_not_offered(bo, cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    assert "pay-card" not in bo.get(f"/orders/{number}").text
    assert post(bo, f"/orders/{number}/payment", payment_method="alipay").status_code == 422
    assert bo.post("/payments/alipay/notify", data=b"x").status_code == 404
    assert session.scalar(select(func.count()).select_from(GatewayRefund)) == 0
