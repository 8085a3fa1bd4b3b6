"""Paying inside WeChat: WeChat says who pays, the page hands what we signed to its bridge, the gateway says the rest."""

import base64
import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from adapters.payments.wechat import Wechat
from tests.buying import bought, breaches
from tests.web import post, sign_in
from tests.wire.paying import PHONE, payment, state
from tests.wire.serving import key_of
from tests.wire.wechat import APP_ID

INSIDE = f"{PHONE} MicroMessenger/8.0.50"


@pytest.fixture
def bo(client, cast):
    client.environ_base["HTTP_USER_AGENT"] = INSIDE
    return sign_in(client, cast.bo)


@pytest.fixture
def number(cast):
    return bought(cast.bo, (cast.variant_id, 1))


def leave(browser, number):
    """Presses the card of WeChat Pay. Returns what WeChat is asked."""
    answer = post(browser, f"/orders/{number}/payment", payment_method="wechat")
    assert (answer.status_code, answer.location) == (303, "/payments/wechat/leaving")
    goes_to = browser.get(answer.location).headers["Refresh"].removeprefix("0; url=")
    assert goes_to.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=")
    assert goes_to.endswith("#wechat_redirect")
    return {name: values[0] for name, values in parse_qs(urlsplit(goes_to).query).items()}


def come_back(browser, asked, code):
    return browser.get(
        urlsplit(asked["redirect_uri"]).path, query_string={"code": code, "state": asked["state"]}
    )


def test_she_is_named_and_the_page_hands_over_what_we_signed(bo, number, gateways):
    asked = leave(bo, number)
    gateways.wechat.codes["c1"] = "openid-of-bo"
    back = come_back(bo, asked, "c1")
    page = bo.get(back.location)
    reference = back.location.rsplit("/", 1)[1]
    call = json.loads(unescape(re.search(r"data-wechat-pay='([^']+)'", page.text)[1]))

    assert (asked["scope"], asked["appid"], call["appId"]) == ("snsapi_base", APP_ID, APP_ID)
    assert gateways.wechat.orders[reference]["asked"]["payer"] == {"openid": "openid-of-bo"}
    assert (payment(reference).way, call["package"]) == ("jsapi", f"prepay_id=wx{reference}")
    words = "".join(f"{call[name]}\n" for name in ("appId", "timeStamp", "nonceStr", "package"))
    key_of("site").public_key().verify(
        base64.b64decode(call["paySign"]), words.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and policy.endswith("frame-src weixin:")


def test_after_the_window_the_gateway_is_asked_how_it_stands(bo, number, gateways):
    gateways.wechat.codes["c1"] = "openid-of-bo"
    reference = come_back(bo, leave(bo, number), "c1").location.rsplit("/", 1)[1]
    assert 'data-payment-state="open"' in post(bo, f"/payments/{reference}/questions", htmx=True).text
    gateways.wechat.pay(reference)
    assert 'data-payment-state="paid"' in post(bo, f"/payments/{reference}/questions", htmx=True).text
    assert (state(number), breaches()) == ("paid", [])


def test_an_answer_that_this_browser_has_not_asked_for_opens_nothing(bo, app, cast, number, gateways):
    asked = leave(bo, number)
    gateways.wechat.codes |= {"c1": "openid-of-eve", "c2": "openid-of-bo"}
    other = sign_in(app.test_client(), cast.bo)
    assert [
        come_back(other, asked, "c1").status_code,
        come_back(bo, asked | {"state": "another"}, "c1").status_code,
    ] == [422, 422]
    assert (gateways.wechat.orders, len(gateways.wechat.codes)) == ({}, 2)
    assert come_back(bo, asked, "c2").status_code == 303
    assert come_back(bo, asked, "c1").status_code == 422


@pytest.mark.parametrize("code", ["", "used", "x" * 5_000])
def test_where_wechat_does_not_name_her_the_page_says_what_to_do(bo, number, gateways, code):
    refused = come_back(bo, leave(bo, number), code)
    assert refused.status_code == 422 and "Nothing was paid" not in refused.text
    assert "Open in browser" in refused.text and 'name="scan"' in refused.text
    answer = post(bo, f"/orders/{number}/payment", payment_method="wechat", scan="1")
    assert payment(answer.location.split("/")[-1].split("?")[0]).way == "native"


@pytest.mark.parametrize("case", ["no secret", "mini program"])
def test_who_cannot_be_named_there_scans(bo, number, app, gateways, case):
    if case == "no secret":
        account = app.extensions["gateways"]["wechat"].account
        app.extensions["gateways"]["wechat"] = Wechat(replace(account, app_secret=""))
    else:
        bo.environ_base["HTTP_USER_AGENT"] = f"{INSIDE} miniProgram/wx0001"
    answer = post(bo, f"/orders/{number}/payment", payment_method="wechat")
    assert payment(answer.location.split("/")[-1].split("?")[0]).way == "native"


def test_without_having_pressed_pay_there_is_nothing_to_leave_for(bo, gateways):
    assert bo.get("/payments/wechat/leaving").status_code == 404
    assert bo.get("/payments/wechat/arrival?code=c&state=s").status_code == 422
