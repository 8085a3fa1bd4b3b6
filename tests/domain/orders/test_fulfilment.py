"""Cancelling, shipping, receiving, and what the clock does."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.ledger.models import Account
from domain.orders import actions, queries
from domain.orders.models import Order, OrderLine, Refund
from tests.buying import bought, breaches, paid, received, second_shop, shipped, stock_of


def state(number: str) -> str:
    session.rollback()
    return session.scalar(select(Order.state).where(Order.number == number))


@pytest.mark.parametrize("method", ["sandbox", "transfer", "cod"])
@pytest.mark.parametrize("who", ["bo", "chen"])
def test_an_unpaid_order_is_cancelled_by_either_side_and_its_stock_is_free(cast, method, who):
    number = bought(cast.bo, (cast.variant_id, 3), method=method)
    actions.cancel(getattr(cast, who), number, reason="No time")
    assert state(number) == "cancelled"
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert breaches() == []


def test_cancelling_a_paid_order_gives_everything_back(cast):
    number = paid(cast.bo, (cast.variant_id, 3))
    actions.cancel(cast.bo, number)
    view = queries.order_of(cast.bo, number)
    assert (view.state, view.left_cents, view.refunds[0].state) == ("cancelled", 0, "accepted")
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert not any(session.scalars(select(Account.balance_cents)))
    assert breaches() == []


def test_the_merchant_says_why_she_cancels(cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    with pytest.raises(Refused):
        actions.cancel(cast.chen, number)
    actions.cancel(cast.chen, number, reason="The frost took them")
    assert queries.order_of(cast.bo, number).refunds[0].reason == "The frost took them"


def test_what_is_shipped_cannot_be_cancelled(cast):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    with pytest.raises(NotAllowed):
        actions.cancel(cast.bo, number)


def test_a_stranger_cannot_touch_an_order(cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    for verb in (
        lambda: actions.cancel(cast.eve, number),
        lambda: actions.ship(cast.eve, number, carrier="x", tracking_number="x"),
        lambda: actions.receive(cast.eve, number),
        lambda: actions.request_refund(cast.eve, number, reason="x"),
        lambda: queries.order_of(cast.eve, number),
        lambda: queries.order_at(cast.eve, number),
    ):
        with pytest.raises(NotFound):
            verb()


def test_shipping_takes_a_paid_order_and_a_carrier_with_a_number(cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    with pytest.raises(NotAllowed):
        actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    actions.pay_by_sandbox(cast.bo, number)
    for fields in ({"carrier": "", "tracking_number": "1"}, {"carrier": "SF", "tracking_number": " "}):
        with pytest.raises(Refused):
            actions.ship(cast.chen, number, **fields)
    actions.ship(cast.chen, number, carrier=" SF ", tracking_number="1")
    assert queries.order_of(cast.bo, number).shipments[0].carrier == "SF"
    with pytest.raises(NotAllowed):
        actions.ship(cast.chen, number, carrier="SF", tracking_number="1")


def test_receiving_twice_is_receiving_once(cast):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    actions.receive(cast.bo, number)
    assert len(queries.order_of(cast.bo, number).steps) == 4


def test_the_address_is_masked_for_the_merchant_once_the_order_is_over(cast, time):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    assert queries.order_at(cast.chen, number).street == "West Lake Road 7"
    time.pass_(days=8)
    actions.complete_due()
    view = queries.order_at(cast.chen, number)
    assert (view.recipient, view.phone, view.street) == ("B•••", "•••34", "•••")
    assert not view.address_shown
    assert queries.order_of(cast.bo, number).street == "West Lake Road 7"


# The clock


def test_an_unpaid_order_expires_after_its_time_and_frees_its_stock(cast, time):
    online = bought(cast.bo, (cast.variant_id, 1))
    transfer = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    cash = bought(cast.bo, (cast.variant_id, 1), method="cod")
    assert actions.expire_due() == 0
    time.pass_(minutes=15)
    assert actions.expire_due() == 1
    assert (state(online), state(transfer)) == ("expired", "awaiting_payment")
    time.pass_(days=30)
    assert actions.expire_due() == 1
    assert (state(transfer), state(cash)) == ("expired", "accepted")
    assert stock_of(cast.variant_id) == (19, 1, 0)
    assert breaches() == []


def test_a_claimed_transfer_waits_72_hours_for_the_merchant(cast, time):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    actions.claim_payment(cast.bo, number)
    time.pass_(hours=71)
    assert actions.expire_due() == 0
    time.pass_(hours=2)
    assert actions.expire_due() == 1
    assert state(number) == "expired"


def test_a_parcel_counts_as_received_after_ten_days(cast, time):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    time.pass_(days=9, hours=23)
    assert actions.receive_due() == 0
    time.pass_(hours=2)
    assert actions.receive_due() == 1
    assert state(number) == "received"
    assert queries.order_of(cast.bo, number).steps[-1].by is None
    assert breaches() == []


def test_cash_on_delivery_is_not_received_by_the_clock(cast, time):
    number = bought(cast.bo, (cast.variant_id, 1), method="cod")
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    time.pass_(days=30)
    assert actions.receive_due() == 0


def test_an_order_is_completed_seven_days_after_receipt_unless_a_refund_is_asked_for(cast, time):
    quiet = received(cast.bo, cast.chen, (cast.variant_id, 1))
    open_case = received(cast.bo, cast.chen, (cast.variant_id, 1))
    actions.request_refund(cast.bo, open_case, reason="Rotten")
    time.pass_(days=7)
    assert actions.complete_due() == 1
    assert (state(quiet), state(open_case)) == ("completed", "received")
    actions.decide_refund(
        cast.chen,
        open_case,
        session.scalars(select(Refund.id)).one(),
        accept=False,
        reason="The picture shows none",
    )
    # She can take it to the platform for seven days.
    assert actions.complete_due() == 0
    time.pass_(days=7)
    assert actions.lapse_due() == 1
    assert actions.complete_due() == 1
    assert breaches() == []


def test_the_rest_is_cancelled_after_the_money_for_what_came_has_gone_back(cast):
    dora, tea = second_shop(cast)
    number = paid(cast.bo, (tea, 3))
    line_id = session.scalars(select(OrderLine.id)).one()
    parcel = actions.ship(dora, number, carrier="SF", tracking_number="1", pieces={line_id: 1})
    actions.receive(cast.bo, number, shipment_id=parcel)
    case_id = actions.open_case(cast.bo, number, kind="refund", reason="stale", pieces={line_id: 1})
    actions.grant(dora, case_id)

    actions.cancel(cast.bo, number)

    view = queries.order_of(cast.bo, number)
    assert (view.state, view.left_cents) == ("refunded", 0)
    assert breaches() == []
