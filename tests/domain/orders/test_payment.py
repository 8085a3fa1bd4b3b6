"""Money for orders: the sandbox, transfers, cash on delivery, notices that come twice or too late."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.angels import actions as angels
from domain.angels.models import Commission
from domain.ledger.models import Account
from domain.orders import actions, queries
from domain.orders.actions import Notice
from domain.orders.models import Order, OrderStep, Payment, PaymentNotice
from domain.people.models import Suspension
from tests.buying import bought, breaches, order, paid, second_shop, shipped, stock_of


def balances() -> dict[str, int]:
    session.rollback()
    return {row.kind: row.balance_cents for row in session.scalars(select(Account)) if row.balance_cents}


def state(number: str) -> str:
    session.rollback()
    return session.scalar(select(Order.state).where(Order.number == number))


def count(kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind))


@pytest.fixture
def credited(cast):
    """Options of an order that credits Alma."""
    angels.endorse(cast.alma, cast.product_id)
    return {"credits": {cast.variant_id: "alma"}}


def test_paying_sells_the_stock_and_posts_the_sale(cast, credited):
    number = paid(cast.bo, (cast.variant_id, 1), **credited)
    assert state(number) == "paid"
    assert stock_of(cast.variant_id) == (19, 0, 1)
    assert balances() == {
        "gateway": -10_800, "merchant_payable": 8_800, "angel_pending": 1_500, "platform_fee": 500,
    }  # fmt: skip
    assert breaches() == []


def test_paying_twice_pays_once(cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    actions.pay_by_sandbox(cast.bo, number)
    assert (count(Payment), count(PaymentNotice)) == (1, 1)
    assert breaches() == []


def test_a_whole_checkout_is_paid_at_once(cast):
    _, tea = second_shop(cast)
    numbers = order(cast.bo, (cast.variant_id, 1), (tea, 1)).numbers
    assert tuple(actions.pay_by_sandbox(cast.bo, numbers[1], whole_checkout=True)) == numbers
    assert {state(number) for number in numbers} == {"paid"}


def test_only_the_buyer_pays_and_only_this_way(cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    with pytest.raises(NotFound):
        actions.pay_by_sandbox(cast.eve, number)
    with pytest.raises(NotAllowed):
        actions.pay_by_sandbox(cast.bo, bought(cast.bo, (cast.variant_id, 1), method="transfer"))


def test_an_angel_who_is_suspended_when_it_is_paid_earns_nothing(cast, credited):
    number = bought(cast.bo, (cast.variant_id, 1), **credited)
    suspend(cast.alma.id, cast.olga.id)
    actions.pay_by_sandbox(cast.bo, number)
    assert count(Commission) == 0
    assert breaches() == []


def suspend(user_id: int, by_id: int) -> None:
    from core import clock
    from core.unit import action

    @action
    def verb() -> None:
        at = clock.now()
        session.add(
            Suspension(
                user_id=user_id, by_id=by_id, reason="x", created_at=at, until_at=at.replace(year=at.year + 1)
            )
        )

    verb()


# Notices of a gateway


def notice(cast, number: str, **changes) -> Notice:
    total = session.scalar(select(Order.total_cents).where(Order.number == number))
    return replace(Notice("sandbox", "e1", "p1", number, total, "CNY"), **changes)


def test_a_notice_pays_the_order_and_its_copies_change_nothing(cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    sent = notice(cast, number)
    assert [actions.take_notice(sent) for _ in range(3)] == ["paid", "repeated", "repeated"]
    assert actions.take_notice(replace(sent, event_id="e2")) == "repeated"
    assert count(Payment) == 1


@pytest.mark.parametrize(
    "changes",
    [{"amount_cents": 1}, {"currency": "USD"}, {"order_number": "0" * 12}, {"provider": "other"}],
)
def test_a_notice_that_does_not_fit_changes_nothing(cast, changes):
    number = bought(cast.bo, (cast.variant_id, 1))
    with pytest.raises(Refused):
        actions.take_notice(notice(cast, number, **changes))
    assert state(number) == "awaiting_payment"
    assert count(PaymentNotice) == 0


def test_money_for_an_expired_order_takes_the_stock_again(cast, time):
    number = bought(cast.bo, (cast.variant_id, 2))
    time.pass_(minutes=16)
    actions.expire_due()
    assert actions.take_notice(notice(cast, number)) == "paid"
    assert state(number) == "paid"
    assert stock_of(cast.variant_id) == (18, 0, 2)
    assert breaches() == []


def test_money_for_an_expired_order_goes_back_when_the_stock_is_gone(cast, time):
    number = bought(cast.bo, (cast.variant_id, 2))
    time.pass_(minutes=16)
    actions.expire_due()
    paid(cast.eve, (cast.variant_id, 19))
    before = balances()
    assert actions.take_notice(notice(cast, number)) == "returned"
    assert state(number) == "expired"
    assert balances() == before
    assert breaches() == []


def test_money_for_a_cancelled_order_and_a_second_payment_go_back(cast):
    number = bought(cast.bo, (cast.variant_id, 1))
    actions.cancel(cast.bo, number)
    assert actions.take_notice(notice(cast, number)) == "returned"
    other = paid(cast.bo, (cast.variant_id, 1))
    assert actions.take_notice(notice(cast, other, event_id="e9", external_id="p9")) == "returned"
    assert breaches() == []


# Transfers


def test_a_transfer_is_claimed_and_then_confirmed(cast, credited):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer", **credited)
    actions.claim_payment(cast.bo, number, proof_key="k")
    view = queries.order_of(cast.bo, number)
    assert (view.reserved_until_at - view.buyer_says_paid_at).total_seconds() == 72 * 3600
    assert view.payments[0].has_proof
    actions.confirm_payment(cast.chen, number)
    actions.confirm_payment(cast.chen, number)
    assert state(number) == "paid"
    assert balances() == {"merchant_payable": -2_000, "angel_pending": 1_500, "platform_fee": 500}
    assert breaches() == []


def test_the_merchant_may_confirm_before_the_buyer_says_so(cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    actions.confirm_payment(cast.chen, number)
    assert state(number) == "paid"


def test_only_the_merchant_confirms(cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    with pytest.raises(NotFound):
        actions.confirm_payment(cast.bo, number)
    with pytest.raises(NotAllowed):
        actions.confirm_payment(cast.chen, bought(cast.bo, (cast.variant_id, 1)))


def test_a_claim_that_is_refused_may_be_made_once_more(cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    actions.claim_payment(cast.bo, number)
    with pytest.raises(NotAllowed):
        actions.claim_payment(cast.bo, number)
    actions.refuse_payment(cast.chen, number, reason="Nothing came")
    assert state(number) == "awaiting_payment"
    actions.claim_payment(cast.bo, number)
    actions.refuse_payment(cast.chen, number, reason="Still nothing")
    assert state(number) == "cancelled"
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert breaches() == []


def test_refusing_a_payment_takes_a_reason(cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    with pytest.raises(NotAllowed):
        actions.refuse_payment(cast.chen, number, reason="x")
    actions.claim_payment(cast.bo, number)
    with pytest.raises(Refused) as refused:
        actions.refuse_payment(cast.chen, number)
    assert refused.value.field == "reason"


def test_it_is_too_late_to_claim_after_the_time(cast, time):
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    time.pass_(hours=25)
    with pytest.raises(NotAllowed):
        actions.claim_payment(cast.bo, number)


def test_a_late_transfer_is_taken_while_there_is_stock(cast, time):
    number, other = (bought(cast.bo, (cast.variant_id, 2), method="transfer") for _ in range(2))
    time.pass_(hours=25)
    actions.expire_due()
    actions.confirm_payment(cast.chen, number)
    assert state(number) == "paid"
    paid(cast.eve, (cast.variant_id, 18))
    with pytest.raises(Refused):
        actions.confirm_payment(cast.chen, other)
    assert breaches() == []


# Cash on delivery


def test_cash_on_delivery_is_paid_and_received_at_the_door(cast, credited):
    number = bought(cast.bo, (cast.variant_id, 1), method="cod", **credited)
    with pytest.raises(NotAllowed):
        actions.confirm_payment(cast.chen, number)
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    assert stock_of(cast.variant_id) == (19, 1, 0)
    with pytest.raises(NotAllowed):
        actions.receive(cast.bo, number)
    actions.confirm_payment(cast.chen, number)
    actions.confirm_payment(cast.chen, number)
    assert state(number) == "received"
    assert stock_of(cast.variant_id) == (19, 0, 1)
    assert session.scalars(select(Commission.state)).all() == ["earned"]
    assert queries.purchases_of(cast.bo, [cast.bo.id], [cast.product_id]) == {
        (cast.bo.id, cast.product_id): 1
    }
    assert breaches() == []


def test_a_parcel_that_was_not_taken_comes_back(cast):
    number = bought(cast.bo, (cast.variant_id, 1), method="cod")
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    actions.refuse_payment(cast.chen, number, reason="Nobody at home, three times")
    assert state(number) == "cancelled"
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert breaches() == []


def test_the_history_says_who_did_what(cast):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1))
    actions.receive(cast.bo, number)
    steps = session.scalars(select(OrderStep).order_by(OrderStep.id)).all()
    assert [(step.from_state, step.to_state, step.by_id) for step in steps] == [
        ("", "awaiting_payment", cast.bo.id),
        ("awaiting_payment", "paid", None),
        ("paid", "shipped", cast.chen.id),
        ("shipped", "received", cast.bo.id),
    ]
