"""News of orders, sales, withdrawals and shops."""

import pytest
from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.merchants import actions as merchants
from domain.notices.models import Notice
from domain.orders import actions as orders
from domain.orders.models import Order, OrderCase
from jobs import worker
from tests.buying import bought, paid, received, shipped
from tests.cast import Cast
from tests.domain.notices.world import everybody_told, kinds, only, told


def state(person, kind: str = "order") -> str:
    return str(only(person, kind).facts["state"])


def test_an_order_that_is_paid_online_is_new_to_the_shop_once_it_is_paid(cast: Cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    assert everybody_told() == set()

    orders.pay_by_sandbox(cast.bo, number)

    row = only(cast.chen, "shop_order")
    assert (row.facts["state"], row.facts["number"], row.facts["title"]) == ("new", number, "Durian, 3 kg")
    assert row.actors == ()


def test_paying_and_receiving_are_the_buyers_own_deeds(cast: Cast):
    received(cast.bo, cast.chen, (cast.variant_id, 1))

    assert state(cast.bo) == "shipped"
    assert state(cast.chen, "shop_order") == "received"


def test_a_transfer_is_told_step_by_step_in_one_notice_each(cast: Cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    assert state(cast.chen, "shop_order") == "new"
    orders.claim_payment(cast.bo, number)
    assert state(cast.chen, "shop_order") == "claimed"
    orders.confirm_payment(cast.chen, number)
    assert state(cast.bo) == "paid"
    orders.ship(cast.chen, number, carrier="SF", tracking_number="1")
    assert state(cast.bo) == "shipped"
    assert kinds(cast.bo) == ["order"] and kinds(cast.chen) == ["shop_order"]


def test_all_steps_at_once_end_in_the_latest(cast: Cast):
    shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    shipped(cast.bo, cast.chen, (cast.other_variant_id, 1))

    assert {row.facts["state"] for row in told(cast.bo)} == {"shipped"}
    assert {row.facts["state"] for row in told(cast.chen)} == {"new"}


def test_money_that_did_not_come_is_told_with_the_reason(cast: Cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    orders.claim_payment(cast.bo, number)
    orders.refuse_payment(cast.chen, number, reason="Nothing on our account")

    row = only(cast.bo, "order")

    assert (row.facts["state"], row.facts["reason"]) == ("payment_refused", "Nothing on our account")


def test_cash_on_delivery_is_received_for_the_buyer(cast: Cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="cod")
    assert state(cast.chen, "shop_order") == "new"
    orders.ship(cast.chen, number, carrier="SF", tracking_number="1")
    orders.confirm_payment(cast.chen, number)

    assert state(cast.bo) == "received"
    assert state(cast.chen, "shop_order") == "new"


def test_a_parcel_that_the_clock_counts_as_received_is_told_to_both(cast: Cast, time):
    shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    time.pass_(days=11)
    orders.receive_due()

    assert state(cast.bo) == "received_by_clock"
    assert state(cast.chen, "shop_order") == "received_by_clock"


@pytest.mark.parametrize(("who", "told_too"), [("bo", "chen"), ("chen", "bo")])
def test_a_cancelled_order_is_told_to_the_other_side(cast: Cast, who: str, told_too: str):
    number = paid(cast.bo, (cast.variant_id, 1))
    told(cast.chen)
    orders.cancel(getattr(cast, who), number, reason="No time")

    row = only(getattr(cast, told_too), "order" if told_too == "bo" else "shop_order")

    assert (row.facts["state"], row.facts["reason"]) == ("cancelled", "No time")
    if who == "bo":
        assert kinds(cast.bo) == []
    else:
        assert row.facts["cents"] == 10_800


def test_an_order_that_was_never_paid_expires_for_its_buyer(cast: Cast, time):
    bought(cast.bo, (cast.variant_id, 1))
    time.pass_(minutes=16)
    orders.expire_due()

    assert state(cast.bo) == "expired"
    assert kinds(cast.chen) == []


@pytest.mark.parametrize("accept", [True, False])
def test_a_refund_is_told_when_it_is_asked_for_and_when_it_is_decided(cast: Cast, accept: bool):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = orders.request_refund(cast.bo, number, reason="Bruised", amount_cents=2_000)
    asked = only(cast.chen, "case")
    orders.decide_refund(cast.chen, number, refund_id, accept=accept, reason="See the picture")

    decided = only(cast.bo, "case")

    assert (asked.facts["act"], asked.facts["cents"], asked.facts["reason"]) == ("open", 2_000, "Bruised")
    assert decided.facts["act"] == ("grant" if accept else "refuse")
    assert (decided.facts["cents"], decided.facts["reason"]) == (2_000 if accept else 0, "See the picture")


def test_a_later_step_does_not_show_the_amount_of_an_earlier_one(cast: Cast, time):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    refund_id = orders.request_refund(cast.bo, number, reason="Late", amount_cents=500)
    orders.decide_refund(cast.chen, number, refund_id, accept=False, reason="No")
    case_id = session.scalars(select(OrderCase.id)).one()
    orders.offer(cast.chen, case_id, amount_cents=300)
    assert only(cast.bo, "case").facts["cents"] == 300
    time.pass_(days=8)
    orders.lapse_due()

    row = only(cast.bo, "case")

    assert (row.facts["state"], row.facts["cents"], row.facts["reason"]) == ("closed", 0, "")


def test_a_late_job_does_not_tell_an_old_state(cast: Cast):
    """The first job failed and comes again after the second."""
    from core.unit import action
    from domain.notices.news import orders as news
    from domain.orders.events import OrderPaid

    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    orders.claim_payment(cast.bo, number)
    orders.confirm_payment(cast.chen, number)
    orders.ship(cast.chen, number, carrier="SF", tracking_number="1")
    assert state(cast.bo) == "shipped"
    order = session.scalars(select(Order)).one()
    late = OrderPaid(order.id, cast.bo.id, cast.merchant_id)

    @action
    def again() -> None:
        news.moved(late)

    again()

    assert state(cast.bo) == "shipped"


def test_a_sale_is_told_to_its_angel_with_the_amount_but_not_with_the_buyer(cast: Cast):
    angels.endorse(cast.alma, cast.product_id)
    for _ in range(2):
        paid(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})

    row = only(cast.alma, "sale")

    assert (row.facts["cents"], row.facts["sales"], row.actors) == (3_000, 2, ())


def test_a_decided_application_is_told_to_its_owner_with_the_reason(cast: Cast):
    merchants.decide(cast.olga, cast.merchant_id, verdict="suspended", reason="Papers are missing")

    row = only(cast.chen, "merchant")

    assert (row.facts["verdict"], row.facts["reason"], row.facts["name"]) == (
        "suspended", "Papers are missing", "Chen's Orchard",
    )  # fmt: skip


def test_each_event_is_told_once_however_often_the_worker_looks(cast: Cast):
    angels.endorse(cast.alma, cast.product_id)
    paid(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})
    for _ in range(3):
        worker.drain()

    assert only(cast.alma, "sale").facts["sales"] == 1
    assert session.query(Notice).filter_by(kind="sale").count() == 1
