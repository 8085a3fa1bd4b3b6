"""Giving money back: every part of the sale to the cent, whatever the way."""

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.angels import actions as angels, commissions
from domain.angels.models import Commission
from domain.catalog import stock
from domain.catalog.models import Variant
from domain.ledger.models import Account
from domain.orders import actions, queries
from domain.orders.models import Order, OrderLine, Refund
from tests.buying import bought, breaches, change, paid, received, shipped, stock_of


def balances() -> dict[str, int]:
    session.rollback()
    return {row.kind: row.balance_cents for row in session.scalars(select(Account)) if row.balance_cents}


def state(number: str) -> str:
    session.rollback()
    return session.scalar(select(Order.state).where(Order.number == number))


def line_ids(number: str) -> list[int]:
    return list(
        session.scalars(select(OrderLine.id).join(Order).where(Order.number == number).order_by(OrderLine.id))
    )


@pytest.fixture
def credited(cast):
    angels.endorse(cast.alma, cast.product_id)
    return {"credits": {cast.variant_id: "alma", cast.other_variant_id: "alma"}}


@pytest.mark.parametrize("arrived", [False, True])
def test_a_full_refund_takes_everything_back(cast, credited, arrived):
    make = received if arrived else shipped
    number = make(cast.bo, cast.chen, (cast.variant_id, 2), **credited)
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    actions.decide_refund(cast.chen, number, refund_id, accept=True, goods_back=True)
    assert state(number) == "refunded"
    assert balances() == {}
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert session.scalars(select(Commission.state)).all() == ["void"]
    assert queries.purchases_of(cast.bo, [cast.bo.id], [cast.product_id]) == {}
    assert breaches() == []


def test_goods_that_do_not_come_back_stay_sold(cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 2))
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert stock_of(cast.variant_id) == (18, 0, 2)
    assert breaches() == []


def test_a_refund_after_vesting_leaves_the_angel_owing(cast, credited, time):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1), **credited)
    time.pass_(days=7, minutes=1)
    commissions.vest_due()
    actions.complete_due()
    assert balances()["angel_available"] == 1_500
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert balances() == {}
    assert state(number) == "refunded"
    assert breaches() == []


def test_money_that_the_merchant_holds_is_given_back_by_her(cast, credited):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer", **credited)
    actions.confirm_payment(cast.chen, number)
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert balances() == {}
    assert breaches() == []


def test_one_line_goes_back_and_the_rest_stays(cast, credited):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1), (cast.other_variant_id, 1), **credited)
    first, _ = line_ids(number)
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten", line_ids=[first])
    actions.decide_refund(cast.chen, number, refund_id, accept=True, goods_back=True)
    view = queries.order_of(cast.bo, number)
    assert (view.state, view.refunded_cents) == ("received", 10_000)
    assert balances() == {
        "gateway": -15_800, "merchant_payable": 12_800, "angel_pending": 2_250, "platform_fee": 750,
    }  # fmt: skip
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert queries.purchases_of(cast.bo, [cast.bo.id], [cast.product_id]) == {
        (cast.bo.id, cast.product_id): 1
    }
    assert breaches() == []


def test_an_amount_is_taken_from_the_lines_by_what_is_left_of_each(cast, credited):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1), (cast.other_variant_id, 1), **credited)
    refund_id = actions.request_refund(cast.bo, number, reason="Bruised", amount_cents=5_000)
    actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert [line.refunded_cents for line in queries.order_of(cast.bo, number).lines] == [2_000, 3_000]
    assert breaches() == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example(price=100, parts=[1, 1, 1])
@given(price=st.integers(1, 400), parts=st.lists(st.integers(1, 120), max_size=4))
def test_partial_refunds_never_drift(cast, credited, price, parts):
    change(Variant, cast.variant_id, price_cents=price)
    supply(cast.variant_id, 3)
    number = received(cast.bo, cast.chen, (cast.variant_id, 3), **credited)
    for amount in [*parts, None]:
        left = queries.order_of(cast.bo, number).left_cents
        if left:
            asked = None if amount is None else min(amount, left)
            refund_id = actions.request_refund(cast.bo, number, reason="x", amount_cents=asked)
            actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert state(number) == "refunded"
    assert balances() == {}


@action
def supply(variant_id: int, pieces: int) -> None:
    stock.supply(variant_id, pieces)


def test_a_refund_is_asked_for_once_at_a_time_and_decided_once(cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    with pytest.raises(Refused):
        actions.request_refund(cast.bo, number, reason="Rotten")
    actions.decide_refund(cast.chen, number, refund_id, accept=False, reason="No")
    with pytest.raises(Refused):
        actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert actions.request_refund(cast.bo, number, reason="Look again") != refund_id


def test_refusing_takes_a_reason(cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    with pytest.raises(Refused) as refused:
        actions.decide_refund(cast.chen, number, refund_id, accept=False)
    assert refused.value.field == "reason"


def test_only_the_merchant_decides_and_only_on_her_orders(cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    other = received(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    with pytest.raises(NotFound):
        actions.decide_refund(cast.bo, number, refund_id, accept=True)
    with pytest.raises(NotFound):
        actions.decide_refund(cast.chen, other, refund_id, accept=True)


@pytest.mark.parametrize("fields", [{"amount_cents": 0}, {"amount_cents": 10_801}, {"line_ids": [10**6]}])
def test_more_than_was_paid_does_not_go_back(cast, fields):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    with pytest.raises(Refused):
        actions.request_refund(cast.bo, number, reason="x", **fields)


def test_what_is_unpaid_or_not_shipped_or_long_received_is_not_refunded(cast, time):
    for number in (bought(cast.bo, (cast.variant_id, 1)), paid(cast.bo, (cast.variant_id, 1))):
        with pytest.raises(NotAllowed):
            actions.request_refund(cast.bo, number, reason="x")
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    time.pass_(days=30)
    with pytest.raises(NotAllowed):
        actions.request_refund(cast.bo, number, reason="x")


def test_nothing_vests_while_a_refund_is_open(cast, credited, time):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1), **credited)
    refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
    time.pass_(days=8)
    assert commissions.vest_due() == 0
    actions.decide_refund(cast.chen, number, refund_id, accept=False, reason="No")
    assert commissions.vest_due() == 0
    time.pass_(days=7)
    actions.lapse_due()
    assert commissions.vest_due() == 1
    assert session.scalars(select(Refund.state)).all() == ["refused"]
