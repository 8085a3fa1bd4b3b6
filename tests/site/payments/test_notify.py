"""/payments/PROVIDER/notify"""

import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from adapters.payments import Sandbox
from core import clock
from core.db import session
from domain.orders.models import Order, PaymentNotice
from tests.buying import bought


@pytest.fixture
def number(cast):
    return bought(cast.bo, (cast.variant_id, 1))


def send(client, number, *, secret="x" * 40, provider="sandbox", **changes):
    said = {
        "event_id": "e1",
        "payment_id": "p1",
        "order_number": number,
        "amount_cents": 10_800,
        "currency": "CNY",
    }
    body = json.dumps({**said, **changes}).encode()
    signature = Sandbox(secret).sign(body, clock.now())
    return client.post(f"/payments/{provider}/notify", data=body, headers={"Sandbox-Signature": signature})


def state(number: str) -> str:
    session.rollback()
    return session.scalar(select(Order.state).where(Order.number == number))


def test_a_signed_notice_pays_without_a_form_token_and_its_copy_changes_nothing(client, number):
    first, again = send(client, number), send(client, number)
    assert (first.status_code, first.text) == (200, "paid\n")
    assert (again.status_code, again.text) == (200, "repeated\n")
    assert state(number) == "paid"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"secret": "another" * 6}, 400),
        ({"amount_cents": 10_799}, 422),
        ({"currency": "USD"}, 422),
        ({"order_number": "0" * 12}, 422),
        ({"event_id": ""}, 400),
        ({"provider": "alipay"}, 404),
    ],
)
def test_a_notice_that_is_not_right_changes_nothing_and_is_logged(client, number, caplog, changes, status):
    with caplog.at_level(logging.WARNING, "angelsays.payments"):
        assert send(client, number, **changes).status_code == status
    assert state(number) == "awaiting_payment"
    assert session.scalars(select(PaymentNotice.id)).all() == []
    assert status == 404 or caplog.records


def test_there_is_no_sandbox_in_production(app, client, number, monkeypatch):
    settings = replace(app.extensions["settings"], app_env="production")
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert send(client, number).status_code == 404


def test_a_notice_without_a_signature_is_400(client, number):
    assert client.post("/payments/sandbox/notify").status_code == 400
