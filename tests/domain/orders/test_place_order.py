"""From the cart to orders: what is frozen, who is credited, what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import session
from core.errors import Conflict, NotAllowed, Refused
from domain.angels import actions as angels
from domain.catalog.models import Product, Variant
from domain.merchants.models import Merchant
from domain.orders import actions, queries
from domain.orders.models import Checkout, Order, OrderLine
from tests.buying import HOME, bought, breaches, change, order, received, second_shop, stock_of


def row(number: str) -> Order:
    return session.scalars(select(Order).where(Order.number == number)).one()


def line(number: str) -> OrderLine:
    return session.scalars(select(OrderLine).join(Order).where(Order.number == number)).one()


def test_a_checkout_makes_one_order_a_merchant_and_empties_the_cart(cast):
    _, tea = second_shop(cast)
    placed = order(cast.bo, (cast.variant_id, 2), (tea, 3))
    fruit, leaves = (row(number) for number in placed.numbers)
    assert (fruit.merchant_id, fruit.goods_cents, fruit.shipping_cents, fruit.total_cents) == (
        cast.merchant_id, 20_000, 800, 20_800,
    )  # fmt: skip
    assert (leaves.goods_cents, leaves.shipping_cents, leaves.fee_bps) == (6_000, 0, 0)
    assert {fruit.checkout_id, leaves.checkout_id} == {placed.checkout_id}
    assert not queries.cart(cast.bo).parcels
    assert breaches() == []


def test_the_offer_is_frozen_on_the_line(cast):
    number = bought(cast.bo, (cast.variant_id, 2))
    change(Product, cast.product_id, title="Other", rate_bps=4000)
    change(Variant, cast.variant_id, price_cents=1)
    frozen = line(number)
    assert (frozen.title, frozen.variant_name, frozen.unit_price_cents, frozen.net_cents) == (
        "Durian, 3 kg", "3 kg", 10_000, 20_000,
    )  # fmt: skip
    assert row(number).fee_bps == 500


@pytest.mark.parametrize(
    ("method", "state", "holder", "minutes"),
    [
        ("sandbox", "awaiting_payment", "platform", 15),
        ("transfer", "awaiting_payment", "merchant", 24 * 60),
        ("cod", "accepted", "merchant", None),
    ],
)
def test_the_way_to_pay_says_who_holds_the_cash_and_how_long_the_stock_is_kept(
    cast, method, state, holder, minutes
):
    placed = row(bought(cast.bo, (cast.variant_id, 2), method=method))
    assert (placed.state, placed.cash_holder) == (state, holder)
    kept = placed.reserved_until_at and (placed.reserved_until_at - placed.placed_at).total_seconds() / 60
    assert kept == minutes
    assert stock_of(cast.variant_id) == (18, 2, 0)


def test_a_way_to_pay_is_offered_only_when_every_merchant_takes_it(cast):
    _, tea = second_shop(cast, transfer=True, cod=False)
    actions.add_to_cart(cast.bo, cast.variant_id)
    actions.add_to_cart(cast.bo, tea)
    offer = queries.quote(cast.bo, visitor_id="", choices={}, sandbox=True, at=clock.now())
    assert offer.methods == ("sandbox", "transfer")
    with pytest.raises(Refused) as refused:
        order(cast.bo, method="cod")
    assert refused.value.field == "payment_method"


def test_the_sandbox_is_refused_where_it_is_not_offered(cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    with pytest.raises(Refused):
        actions.place_order(cast.bo, to=HOME, payment_method="sandbox", currency="CNY", sandbox=False)


def test_the_same_key_with_the_same_body_answers_the_same(cast):
    first = order(cast.bo, (cast.variant_id, 1), key="k1")
    again = order(cast.bo, key="k1")
    assert (again.numbers, again.is_new) == (first.numbers, False)
    assert session.scalar(select(func.count()).select_from(Checkout)) == 1


def test_the_same_key_with_another_body_is_a_conflict(cast):
    order(cast.bo, (cast.variant_id, 1), key="k1")
    with pytest.raises(Conflict):
        order(cast.bo, (cast.variant_id, 1), key="k1", to=replace(HOME, street="Elsewhere 1"))


def test_another_persons_key_means_nothing(cast):
    first = order(cast.bo, (cast.variant_id, 1), key="k1")
    second = order(cast.eve, (cast.variant_id, 1), key="k1")
    assert first.numbers != second.numbers


def test_an_empty_cart_orders_nothing(cast):
    with pytest.raises(Refused):
        order(cast.bo)


def test_a_changed_price_is_told_before_payment(cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    change(Variant, cast.variant_id, price_cents=12_000)
    with pytest.raises(Refused) as refused:
        order(cast.bo, total_seen=10_800)
    assert refused.value.field == "total_seen"
    assert order(cast.bo, total_seen=12_800).is_new


def test_too_little_stock_orders_nothing_at_all(cast):
    _, tea = second_shop(cast)
    actions.add_to_cart(cast.bo, tea, 2)
    actions.add_to_cart(cast.bo, cast.variant_id, 5)
    change(Variant, cast.variant_id, on_hand=4, supplied=4)
    with pytest.raises(Refused):
        order(cast.bo)
    assert stock_of(tea) == (20, 0, 0)
    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_pieces_of_overdue_orders_are_anybodys(cast, time):
    actions.add_to_cart(cast.bo, cast.variant_id, 5)
    late = bought(cast.eve, (cast.variant_id, 20))
    with pytest.raises(Refused):
        order(cast.bo)
    time.pass_(minutes=16)
    assert order(cast.bo).is_new
    assert row(late).state == "expired"
    assert stock_of(cast.variant_id) == (15, 5, 0)
    assert breaches() == []


def test_a_suspended_person_and_a_suspended_merchant_make_no_orders(cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    suspended = replace(cast.bo, suspended_until_at=clock.now().replace(year=2999))
    with pytest.raises(NotAllowed):
        order(suspended)
    change(Merchant, cast.merchant_id, state="suspended")
    with pytest.raises(Refused):
        order(cast.bo)


@pytest.mark.parametrize("field", ["recipient", "phone", "region", "street"])
@pytest.mark.parametrize("text", ["", "   ", "x" * 300, "a\x00b"])
def test_an_address_is_complete_and_fits(cast, field, text):
    actions.add_to_cart(cast.bo, cast.variant_id)
    with pytest.raises(Refused) as refused:
        order(cast.bo, to=replace(HOME, **{field: text}))
    assert refused.value.field == field


def test_the_address_is_offered_the_next_time(cast):
    assert queries.addresses_of(cast.bo) == []
    bought(cast.bo, (cast.variant_id, 1))
    bought(cast.bo, (cast.variant_id, 1), to=replace(HOME, street="Elsewhere 1"))
    bought(cast.bo, (cast.variant_id, 1))
    assert [card.street for card in queries.addresses_of(cast.bo)] == [HOME.street, "Elsewhere 1"]


# Credit


def quoted(cast, buyer, **choices):
    chosen = {cast.variant_id: choices["credit"]} if "credit" in choices else {}
    return queries.quote(buyer, visitor_id="", choices=chosen, sandbox=True, at=clock.now()).lines[0]


@pytest.fixture
def alma_endorses(cast):
    angels.endorse(cast.alma, cast.product_id)


def test_any_endorser_may_be_chosen_and_the_page_says_what_she_earns(cast, alma_endorses):
    actions.add_to_cart(cast.bo, cast.variant_id, 2)
    assert [(angel.handle, angel.is_friend) for angel in quoted(cast, cast.bo).angels] == [("alma", True)]
    shown = quoted(cast, cast.bo, credit="alma")
    assert (shown.credit.basis, shown.earns_cents) == ("chosen", 3_000)
    frozen = line(bought(cast.bo, credits={cast.variant_id: "Alma"}))
    assert (frozen.angel_id, frozen.credit_basis, frozen.rate_bps) == (cast.alma.id, "chosen", 1500)


def test_nobody_is_credited_without_a_touch_or_a_choice(cast, alma_endorses):
    frozen = line(bought(cast.bo, (cast.variant_id, 1)))
    assert (frozen.angel_id, frozen.credit_basis, frozen.rate_bps) == (None, "nobody", 0)


def test_a_touch_is_the_default_and_can_be_taken_back(cast, alma_endorses):
    code = angels.make_share_link(cast.alma, product_id=cast.product_id)
    touch(cast, code)
    actions.add_to_cart(cast.bo, cast.variant_id)
    assert quoted(cast, cast.bo).credit.angel.handle == "alma"
    assert quoted(cast, cast.bo, credit="none").credit.basis == "nobody"
    frozen = line(bought(cast.bo, credits={cast.variant_id: "alma"}))
    assert (frozen.credit_basis, frozen.touch_id is not None) == ("product_touch", True)
    assert line(bought(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "none"})).angel_id is None


def touch(cast, code):
    angels.record_touch(code, user_id=cast.bo.id, visitor_id="")


@pytest.mark.parametrize("handle", ["eve", "bo", "chen", "nobody_here"])
def test_only_an_angel_of_the_product_can_be_credited(cast, alma_endorses, handle):
    actions.add_to_cart(cast.bo, cast.variant_id)
    with pytest.raises(Refused) as refused:
        order(cast.bo, credits={cast.variant_id: handle})
    assert refused.value.field == f"credit-{cast.variant_id}"


def test_the_angel_price_begins_with_the_second_purchase_and_pays_no_commission(cast):
    angels.endorse(cast.bo, cast.product_id)
    assert line(received(cast.bo, cast.chen, (cast.variant_id, 1))).discount_cents == 0
    frozen = line(bought(cast.bo, (cast.variant_id, 2)))
    assert (frozen.discount_cents, frozen.net_cents, frozen.credit_basis, frozen.angel_id) == (
        3_000, 17_000, "angel_price", None,
    )  # fmt: skip
    assert breaches() == []


def test_an_endorsement_made_after_filling_the_cart_gives_no_angel_price(cast, alma_endorses, time):
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    touch(cast, angels.make_share_link(cast.alma, product_id=cast.product_id))
    actions.add_to_cart(cast.bo, cast.variant_id)
    time.pass_(minutes=1)
    angels.endorse(cast.bo, cast.product_id)
    frozen = line(bought(cast.bo))
    assert (frozen.discount_cents, frozen.angel_id) == (0, cast.alma.id)


def test_an_angel_may_credit_another_instead_of_taking_her_angel_price(cast, alma_endorses):
    change(Product, cast.product_id, angel_price_when="always")
    angels.endorse(cast.bo, cast.product_id)
    actions.add_to_cart(cast.bo, cast.variant_id)
    assert quoted(cast, cast.bo).price.discount_cents == 1_500
    frozen = line(bought(cast.bo, credits={cast.variant_id: "alma"}))
    assert (frozen.discount_cents, frozen.angel_id) == (0, cast.alma.id)
    assert (
        line(bought(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "none"})).discount_cents == 1_500
    )


def test_the_merchant_may_give_no_angel_price(cast):
    change(Product, cast.product_id, angel_price_when="never")
    angels.endorse(cast.bo, cast.product_id)
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    assert line(bought(cast.bo, (cast.variant_id, 1))).discount_cents == 0


def test_a_product_that_is_not_for_promotion_credits_nobody(cast, alma_endorses):
    from domain.catalog.models import RateVersion

    version_id = session.scalars(select(RateVersion.id)).one()
    change(RateVersion, version_id, rate_bps=0)
    change(Product, cast.product_id, rate_bps=0)
    actions.add_to_cart(cast.bo, cast.variant_id)
    assert quoted(cast, cast.bo).angels == []
