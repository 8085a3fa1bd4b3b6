"""Coupons from the shop to the order and back: who pays, who may, and that one coupon is used once."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.angels import actions as angels
from domain.angels.models import Commission
from domain.ledger.models import Account
from domain.orders import actions, queries
from domain.orders.models import Coupon, CouponUse, Order, OrderLine
from tests.buying import bought, breaches, change, order, paid, received, second_shop, shipped
from tests.couponing import grants, offer


def balances() -> dict[str, int]:
    session.rollback()
    return {row.kind: row.balance_cents for row in session.scalars(select(Account)) if row.balance_cents}


def row(number: str) -> Order:
    session.rollback()
    return session.scalars(select(Order).where(Order.number == number)).one()


def lines(number: str) -> list[OrderLine]:
    return list(
        session.scalars(select(OrderLine).join(Order).where(Order.number == number).order_by(OrderLine.id))
    )


@pytest.fixture
def harvest(cast) -> Coupon:
    return offer(cast.chen, cast.merchant_id)


@pytest.fixture
def welcome(cast) -> Coupon:
    return offer(cast.olga, None, title="Welcome", amount_cents=1_000)


@pytest.fixture
def credited(cast):
    angels.endorse(cast.alma, cast.product_id)
    return {"credits": {cast.variant_id: "alma", cast.other_variant_id: "alma"}}


def test_a_merchants_coupon_is_paid_by_the_merchant(cast, harvest, credited):
    number = paid(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code}, **credited)
    assert (row(number).discount_cents, row(number).total_cents) == (2_000, 8_800)
    # 15 % and 5 % of the 80.00 that are left.
    assert balances() == {
        "gateway": -8_800, "angel_pending": 1_200, "platform_fee": 400, "merchant_payable": 7_200,
    }  # fmt: skip
    assert breaches() == []


@pytest.mark.parametrize(
    ("method", "merchant"), [("sandbox", 9_800 - 1_350 - 450 + 1_000), ("transfer", 1_000 - 1_800)]
)
def test_the_sites_coupon_is_paid_by_the_site(cast, welcome, credited, method, merchant):
    number = bought(cast.bo, (cast.variant_id, 1), method=method, coupons={0: welcome.code}, **credited)
    if method == "sandbox":
        actions.pay_by_sandbox(cast.bo, number)
    else:
        actions.confirm_payment(cast.chen, number)
    assert row(number).total_cents == 9_800
    after = balances()
    assert (after["coupon_expense"], after["merchant_payable"]) == (-1_000, merchant)
    assert (after["angel_pending"], after["platform_fee"]) == (1_350, 450)
    assert breaches() == []


def test_both_come_off_and_what_came_off_is_frozen(cast, harvest, welcome):
    number = bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code, 0: welcome.code})
    (line,) = lines(number)
    assert (line.coupon_cents, line.site_coupon_cents, line.net_cents) == (2_000, 1_000, 7_000)
    uses = session.scalars(select(CouponUse).order_by(CouponUse.payer)).all()
    assert [(use.payer, use.title, use.amount_cents) for use in uses] == [
        ("merchant", "Harvest", 2_000), ("site", "Welcome", 1_000),
    ]  # fmt: skip
    assert breaches() == []


def test_the_sites_coupon_is_spread_over_all_orders_of_a_checkout(cast, welcome):
    _, tea = second_shop(cast)
    placed = order(cast.bo, (cast.variant_id, 1), (tea, 5), coupons={0: welcome.code})
    assert [row(number).discount_cents for number in placed.numbers] == [500, 500]
    actions.cancel(cast.bo, placed.numbers[0])
    assert grants() == [(cast.bo.id, "used")]
    actions.cancel(cast.bo, placed.numbers[1])
    assert grants() == [(cast.bo.id, "held")]
    assert breaches() == []


def test_a_coupon_is_used_once(cast, harvest):
    bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code})
    with pytest.raises(Refused) as refused:
        bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code})
    assert refused.value.field == f"coupon-{cast.merchant_id}"


def test_the_last_one_is_gone_for_the_next(cast):
    last = offer(cast.chen, cast.merchant_id, total_limit=1)
    bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: last.code})
    with pytest.raises(Refused):
        bought(cast.eve, (cast.variant_id, 1), coupons={cast.merchant_id: last.code})
    with pytest.raises(Refused):
        actions.take_coupon(cast.eve, last.id)
    assert breaches() == []


def ended(cast, number: str, how: str, time) -> None:
    if how == "expired":
        time.pass_(minutes=20)
        actions.expire_due()
    elif how == "cancelled":
        actions.cancel(cast.bo, number)
    else:
        actions.pay_by_sandbox(cast.bo, number)
        if how == "cancelled after payment":
            actions.cancel(cast.bo, number)
        else:
            actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
            refund_id = actions.request_refund(cast.bo, number, reason="Rotten")
            actions.decide_refund(cast.chen, number, refund_id, accept=True)


@pytest.mark.parametrize("how", ["expired", "cancelled", "cancelled after payment", "given back"])
def test_it_comes_back_when_its_order_ends_without_a_sale(cast, harvest, welcome, time, how):
    picks = {cast.merchant_id: harvest.code, 0: welcome.code}
    number = bought(cast.bo, (cast.variant_id, 1), coupons=picks)
    ended(cast, number, how, time)
    assert grants() == [(cast.bo.id, "held")] * 2
    assert balances() == {}
    again = paid(cast.bo, (cast.variant_id, 1), coupons=picks)
    assert row(again).total_cents == 7_800
    assert breaches() == []


def test_a_part_given_back_keeps_it_used(cast, harvest):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code})
    refund_id = actions.request_refund(cast.bo, number, reason="One is soft", amount_cents=500)
    actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert grants() == [(cast.bo.id, "used")]
    assert breaches() == []


@pytest.mark.parametrize("used_meanwhile", [False, True])
def test_money_that_comes_late_takes_the_coupon_again_or_goes_back(cast, harvest, time, used_meanwhile):
    number = bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code})
    time.pass_(minutes=20)
    actions.expire_due()
    if used_meanwhile:
        bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code})
    late = actions.Notice("sandbox", "late", "late", number, 8_800, "CNY")
    assert actions.take_notice(late) == ("returned" if used_meanwhile else "paid")
    assert grants() == [(cast.bo.id, "used")]
    assert breaches() == []


def test_another_merchants_coupon_is_refused(cast, harvest):
    dora, _ = second_shop(cast)
    theirs = offer(dora, min(dora.merchant_ids))
    for picks in ({cast.merchant_id: theirs.code}, {0: harvest.code}, {theirs.merchant_id: theirs.code}):
        if picks.get(theirs.merchant_id):
            # Of a merchant who is not in the cart: there is no such field.
            assert row(bought(cast.bo, (cast.variant_id, 1), coupons=picks)).discount_cents == 0
            continue
        with pytest.raises(Refused) as refused:
            bought(cast.bo, (cast.variant_id, 1), coupons=picks)
        assert str(refused.value.field).startswith("coupon-")
        actions.remove_from_cart(cast.bo, queries.cart(cast.bo).items[0].line_id)


@pytest.mark.parametrize("code", ["NOPE", "   ' OR 1=1", "autumn"])
def test_a_code_is_typed_without_regard_to_case(cast, code):
    offer(cast.chen, cast.merchant_id, code="Autumn")
    if code == "autumn":
        assert row(bought(cast.bo, (cast.variant_id, 1), coupon_code=code)).discount_cents == 2_000
    else:
        with pytest.raises(Refused) as refused:
            bought(cast.bo, (cast.variant_id, 1), coupon_code=code)
        assert refused.value.field == "coupon_code"


def test_a_secret_code_is_shown_to_nobody_before_it_is_typed(cast):
    offer(cast.chen, cast.merchant_id, code="SECRET")
    actions.add_to_cart(cast.bo, cast.variant_id)
    offered = queries.quote(cast.bo, visitor_id="", choices={}, sandbox=True, at=clock.now())
    assert offered.coupons.slots == []
    with pytest.raises(NotFound):
        actions.take_coupon(cast.bo, session.scalar(select(Coupon.id)))


def test_a_first_order_is_the_first(cast):
    first = offer(cast.chen, cast.merchant_id, for_new_members=True, per_person=9)
    number = bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: first.code})
    with pytest.raises(Refused) as refused:
        bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: first.code})
    assert "first order" in refused.value.text
    actions.cancel(cast.bo, number)
    again = order(cast.bo, coupons={cast.merchant_id: first.code})
    assert row(again.numbers[0]).discount_cents == 2_000


@pytest.mark.parametrize("stacks", [False, True])
def test_it_says_whether_it_goes_with_the_angel_price(cast, stacks, time):
    coupon = offer(
        cast.chen, cast.merchant_id, stacks_with_angel_price=stacks, ends_at=clock.now() + timedelta(days=90)
    )
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    angels.endorse(cast.bo, cast.product_id)
    time.pass_(minutes=1)
    picks = {cast.merchant_id: coupon.code}
    if stacks:
        (line,) = lines(bought(cast.bo, (cast.variant_id, 1), coupons=picks))
        assert (line.discount_cents, line.coupon_cents, line.credit_basis) == (3_500, 2_000, "angel_price")
    else:
        with pytest.raises(Refused):
            bought(cast.bo, (cast.variant_id, 1), coupons=picks)
    assert breaches() == []


def test_a_code_with_an_angels_name_counts_as_a_visit_to_her_store(cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.endorse(cast.eve, cast.product_id)
    offer(cast.chen, cast.merchant_id, code="ALMA20", angel_handle="@alma", per_person=3)
    (line,) = lines(bought(cast.bo, (cast.variant_id, 1), coupon_code="ALMA20"))
    assert (line.angel_id, line.credit_basis, line.rate_bps) == (cast.alma.id, "store_touch", 1_500)
    link = angels.make_share_link(cast.eve, product_id=cast.product_id)
    angels.record_touch(link, user_id=cast.bo.id, visitor_id="")
    # Eve's link to the product goes before a visit to anybody's store.
    (line,) = lines(bought(cast.bo, (cast.variant_id, 1), coupon_code="ALMA20"))
    assert (line.angel_id, line.credit_basis) == (cast.eve.id, "product_touch")


def test_the_angel_of_a_code_earns_nothing_on_her_own_purchase(cast):
    angels.endorse(cast.alma, cast.product_id)
    offer(cast.chen, cast.merchant_id, code="ALMA20", angel_handle="alma")
    (line,) = lines(bought(cast.alma, (cast.variant_id, 1), coupon_code="ALMA20"))
    assert line.angel_id is None


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=4))
def test_refunds_in_any_order_give_everything_back_to_the_cent(cast, credited, harvest, welcome, amounts):
    change(Coupon, harvest.id, per_person=99)
    change(Coupon, welcome.id, per_person=99)
    before = balances()
    number = shipped(
        cast.bo, cast.chen, (cast.variant_id, 1), (cast.other_variant_id, 1),
        coupons={cast.merchant_id: harvest.code, 0: welcome.code}, **credited,
    )  # fmt: skip
    for amount in [*amounts, None]:
        left = row(number).total_cents - row(number).refunded_cents
        if left and (amount is None or amount < left):
            refund_id = actions.request_refund(cast.bo, number, reason="Soft", amount_cents=amount)
            actions.decide_refund(cast.chen, number, refund_id, accept=True, goods_back=True)
            assert breaches() == []
    assert balances() == before
    assert session.scalars(select(Commission.state).distinct()).all() == ["void"]


def test_who_may_offer_what(cast):
    for actor, merchant_id in ((cast.bo, cast.merchant_id), (cast.chen, None), (cast.olga, cast.merchant_id)):
        with pytest.raises(NotAllowed):
            offer(actor, merchant_id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"amount_cents": 0}, "amount"),
        ({"rate_bps": 9_100}, "rate"),
        ({"from_cents": 100}, "from"),
        ({"ends_at": clock.now() - timedelta(days=1)}, "ends_on"),
        ({"ends_at": clock.now() + timedelta(days=900)}, "ends_on"),
        ({"total_limit": 0}, "total_limit"),
        ({"per_person": 0}, "per_person"),
        ({"scope": "product:999"}, "scope"),
        ({"scope": "elsewhere"}, "scope"),
        ({"code": "a b"}, "code"),
        ({"angel_handle": "alma"}, "angel"),
        ({"code": "ALMA", "angel_handle": "nobody_here"}, "angel"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, given, field):
    with pytest.raises(Refused) as refused:
        offer(cast.chen, cast.merchant_id, **given)
    assert refused.value.field == field


def test_who_holds_one_may_use_it_after_it_was_ended(cast, harvest):
    actions.take_coupon(cast.bo, harvest.id)
    actions.take_coupon(cast.bo, harvest.id)
    actions.close_coupon(cast.chen, cast.merchant_id, harvest.id)
    with pytest.raises(Refused):
        actions.take_coupon(cast.eve, harvest.id)
    assert (
        row(bought(cast.bo, (cast.variant_id, 1), coupons={cast.merchant_id: harvest.code})).discount_cents
        == 2_000
    )
    assert breaches() == []


def test_another_shop_cannot_end_it(cast, harvest):
    dora, _ = second_shop(cast)
    with pytest.raises(NotFound):
        actions.close_coupon(dora, min(dora.merchant_ids), harvest.id)
    with pytest.raises(NotFound):
        actions.close_coupon(cast.olga, None, harvest.id)
