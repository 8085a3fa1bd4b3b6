"""A storm of callbacks: copies of every notice, shuffled, with cancels between them. Each order is paid at most once,
each commission is there once, and money that comes too late goes back."""

import os
import random

import pytest
from sqlalchemy import func, select

from core.db import session
from core.errors import DomainError
from domain.angels import actions as angels
from domain.angels.models import Commission
from domain.catalog.models import Variant
from domain.orders import actions
from domain.orders.models import GatewayPart, GatewayRefund, Order, Payment
from jobs import gateways as job
from tests.buying import bought, breaches, change
from tests.web import sign_in
from tests.wire.paying import PROVIDERS, go_to_pay, notice_of, pay_there, tell

ORDERS = 100 if os.environ.get("TORTURE") == "full" else 20
COPIES = 100 if os.environ.get("TORTURE") == "full" else 50
CANCELLED = 5
SEED = int(os.environ.get("SEED") or random.randrange(10**6))


def test_copies_in_any_order_pay_each_order_once(client, cast, app, gateways):
    print(
        f"seed {SEED}: {COPIES} copies for each of {ORDERS} orders, {CANCELLED} more are cancelled meanwhile"
    )
    rng = random.Random(SEED)
    angels.endorse(cast.alma, cast.product_id)
    there = session.get_one(Variant, cast.variant_id)
    many = ORDERS + CANCELLED
    change(Variant, cast.variant_id, on_hand=there.on_hand + many, supplied=there.supplied + many)
    bo = sign_in(client, cast.bo)
    notices, numbers = [], []
    for i in range(ORDERS + CANCELLED):
        provider = PROVIDERS[i % 3]
        number = bought(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})
        reference = go_to_pay(bo, gateways, number, provider)
        pay_there(gateways, provider, reference)
        # Copies of one notice, and notices anew of the same payment.
        notices += [(provider, said) for said in _copies(gateways, provider, reference, COPIES)]
        numbers.append(number)
    cancelled = numbers[-CANCELLED:]
    # Before a word of theirs comes, so that how it must end is known.
    for number in cancelled:
        actions.cancel(cast.bo, number)
    rng.shuffle(notices)
    browser = app.test_client()
    for provider, said in notices:
        assert tell(browser, provider, said).status_code == 200
        if rng.random() < 0.01:
            _try_to_cancel_again(cast, rng.choice(cancelled))
    gateways.wechat.refund_status = "SUCCESS"
    while job.ask_all(app):
        pass
    session.rollback()
    states = dict(session.execute(select(Order.state, func.count()).group_by(Order.state)).all())
    assert states == {"paid": ORDERS, "cancelled": CANCELLED}
    assert session.scalar(select(func.count()).select_from(Commission)) == ORDERS
    assert _counts(Payment.state) == {"confirmed": ORDERS, "refunded": CANCELLED}
    assert _counts(GatewayPart.outcome) == {"paid": ORDERS, "returned": CANCELLED}
    assert _counts(GatewayRefund.state) == {"accepted": CANCELLED}
    assert breaches() == []


def _copies(gateways, provider, reference, many):
    first = notice_of(gateways, provider, reference)
    again = notice_of(gateways, provider, reference)
    return [first] * (many - many // 4) + [again] * (many // 4)


def _try_to_cancel_again(cast, number):
    with pytest.raises(DomainError):
        actions.cancel(cast.bo, number)


def _counts(column):
    return dict(session.execute(select(column, func.count()).group_by(column)).all())
