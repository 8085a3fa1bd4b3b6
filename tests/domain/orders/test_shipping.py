"""Templates in carts and orders: fees, regions, what is fetched, what is digital."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.catalog import actions as catalog
from domain.catalog.models import Product, Variant
from domain.merchants import shipping
from domain.merchants.models import Merchant, ShippingZone
from domain.merchants.shipping import TemplatePlan, ZonePlan
from domain.orders import actions, queries
from domain.orders.models import Order, OrderDelivery
from domain.orders.rules import RECEIVED_AFTER
from tests.buying import HOME, bought, breaches, change, order, paid, second_shop

POST = TemplatePlan(
    "Post",
    "weight",
    fee_cents=500,
    first_grams=1_000,
    step_grams=1_000,
    step_cents=300,
    zones=[ZonePlan("Xinjiang, 西藏", fee_cents=2_000, step_cents=1_000), ZonePlan("Hainan", is_sent=False)],
)
SHOP = TemplatePlan("Orchard gate", "pickup", words="Gate 3, daily 9 to 5")
COURSE = TemplatePlan("Course", "digital", words="https://example.org/secret-course")


def template(cast, plan: TemplatePlan, *, default: bool = False) -> int:
    template_id = shipping.keep_template(cast.chen, cast.merchant_id, plan)
    if default:
        shipping.make_default_template(cast.chen, cast.merchant_id, template_id)
    return template_id


def send_by(cast, plan: TemplatePlan, *, grams: int = 0) -> int:
    template_id = template(cast, plan)
    catalog.set_sending(cast.chen, cast.product_id, template_id=template_id, weight_grams=grams)
    return template_id


def order_of(number: str) -> Order:
    session.rollback()
    return session.scalars(select(Order).where(Order.number == number)).one()


def quoted(cast, region: str = "Hangzhou"):
    return queries.quote(cast.bo, visitor_id="", choices={}, sandbox=True, at=clock.now(), region=region)


def test_weights_are_added_up_and_the_fee_is_frozen(cast):
    template_id = send_by(cast, POST, grams=700)
    number = bought(cast.bo, (cast.variant_id, 2), (cast.other_variant_id, 1))
    shipping.keep_template(
        cast.chen, cast.merchant_id, replace(POST, fee_cents=9_900), template_id=template_id
    )
    assert order_of(number).shipping_cents == 500 + 2 * 300
    (part,) = queries.order_of(cast.bo, number).deliveries
    assert (part.name, part.fee_cents, part.grams) == ("Post", 1_100, 2_100)
    assert breaches() == []


def test_a_product_without_a_template_is_sent_as_the_shop_sends_by_default(cast):
    template(cast, TemplatePlan("Courier", "flat", fee_cents=1_200), default=True)
    assert order_of(bought(cast.bo, (cast.variant_id, 3))).shipping_cents == 1_200
    shipping.make_default_template(cast.chen, cast.merchant_id, None)
    assert order_of(bought(cast.bo, (cast.variant_id, 3))).shipping_cents == 800


def test_a_region_with_its_own_fee_pays_it(cast):
    send_by(cast, POST, grams=1_500)
    number = bought(cast.bo, (cast.variant_id, 1), to=replace(HOME, region="新疆 乌鲁木齐"))
    assert order_of(number).shipping_cents == 3_000


def test_where_nothing_is_sent_is_told_before_payment_with_the_product(cast):
    send_by(cast, POST)
    with pytest.raises(Refused, match="is not sent to this region") as refused:
        order(cast.bo, (cast.variant_id, 1), to=replace(HOME, region="海南省 三亚市"))
    assert refused.value.values == {"title": "Durian, 3 kg"} and refused.value.field == "region"
    assert session.scalar(select(Order.id)) is None
    (line,) = quoted(cast, "海南省 三亚市").lines
    assert "not sent to your region" in line.item.problem
    assert quoted(cast).is_ready


def test_weights_beyond_all_reason_still_have_a_price(cast):
    send_by(cast, replace(POST, step_grams=1, step_cents=10**7), grams=shipping.MAX_GRAMS)
    number = bought(cast.bo, (cast.variant_id, 20))
    assert order_of(number).shipping_cents == 10**7


def test_what_is_fetched_is_an_order_of_its_own(cast):
    _, tea = second_shop(cast)
    send_by(cast, SHOP)
    placed = order(cast.bo, (cast.variant_id, 1), (tea, 1))
    fetched, sent = (order_of(number) for number in placed.numbers)
    assert (fetched.delivery, fetched.shipping_cents, fetched.street, fetched.phone) == (
        "pickup",
        0,
        "",
        HOME.phone,
    )
    assert (sent.delivery, sent.street) == ("parcel", HOME.street)


def test_the_way_of_what_is_fetched_needs_no_carrier(cast):
    send_by(cast, SHOP)
    number = paid(cast.bo, (cast.variant_id, 1), to=replace(HOME, region="", street=""))
    assert queries.order_of(cast.bo, number).deliveries[0].words == "Gate 3, daily 9 to 5"
    actions.ship(cast.chen, number)
    assert order_of(number).state == "shipped"
    actions.receive(cast.bo, number)
    assert order_of(number).state == "received"
    assert breaches() == []


def test_a_parcel_still_needs_a_carrier(cast):
    number = paid(cast.bo, (cast.variant_id, 1))
    with pytest.raises(Refused) as refused:
        actions.ship(cast.chen, number)
    assert refused.value.field == "carrier"


def test_what_is_digital_is_there_with_the_payment_and_read_by_nobody_before(cast):
    send_by(cast, COURSE)
    nowhere = replace(HOME, recipient="", phone="", region="", street="")
    number = bought(cast.bo, (cast.variant_id, 1), to=nowhere)
    assert queries.order_of(cast.bo, number).deliveries[0].words == ""
    actions.pay_by_sandbox(cast.bo, number)
    seen = queries.order_of(cast.bo, number)
    assert (seen.state, seen.deliveries[0].words) == ("shipped", COURSE.words)
    assert [(step.from_state, step.to_state) for step in seen.steps] == [
        ("", "awaiting_payment"),
        ("awaiting_payment", "paid"),
        ("paid", "shipped"),
    ]
    assert breaches() == []


def test_what_is_digital_counts_as_received_after_ten_days(cast, monkeypatch):
    send_by(cast, COURSE)
    number = paid(cast.bo, (cast.variant_id, 1))
    later = clock.now() + RECEIVED_AFTER
    monkeypatch.setattr(clock, "now", lambda: later)
    assert actions.receive_due() == 1
    assert order_of(number).state == "received"


def test_what_is_digital_cannot_be_paid_on_delivery(cast):
    actions.add_to_cart(cast.bo, cast.variant_id)
    assert "cod" in quoted(cast).methods
    send_by(cast, COURSE)
    assert "cod" not in quoted(cast).methods


def test_what_is_sent_needs_an_address(cast):
    for field in ("recipient", "phone", "region", "street"):
        with pytest.raises(Refused) as refused:
            order(cast.bo, (cast.variant_id, 1), to=replace(HOME, **{field: ""}))
        assert refused.value.field == field


def test_only_the_shops_people_keep_its_templates(cast):
    dora, _ = second_shop(cast)
    template_id = template(cast, POST)
    with pytest.raises(NotAllowed):
        shipping.keep_template(dora, cast.merchant_id, SHOP)
    other = session.scalars(select(Merchant.id).where(Merchant.name == "Dora's Tea")).one()
    for verb in (
        lambda: shipping.keep_template(dora, other, SHOP, template_id=template_id),
        lambda: shipping.make_default_template(dora, other, template_id),
        lambda: catalog.delete_template(dora, other, template_id),
        lambda: shipping.template_of(other, template_id),
    ):
        with pytest.raises(NotFound):
            verb()
    hers = session.scalars(select(Product.id).where(Product.merchant_id == other)).one()
    with pytest.raises(NotFound):
        catalog.set_sending(dora, hers, template_id=template_id, weight_grams=0)


def test_deleting_a_template_sends_its_products_as_the_shop_does(cast):
    template_id = send_by(cast, POST)
    number = bought(cast.bo, (cast.variant_id, 1))
    assert catalog.delete_template(cast.chen, cast.merchant_id, template_id) == 1
    assert session.scalar(select(ShippingZone.id)) is None
    assert order_of(bought(cast.bo, (cast.variant_id, 1))).shipping_cents == 800
    assert session.scalars(
        select(OrderDelivery.fee_cents)
        .join(Order, Order.id == OrderDelivery.order_id)
        .where(Order.number == number)
    ).all() == [500]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"kind": "drone"}, "kind"),
        ({"fee_cents": -1}, "fee_cents"),
        ({"fee_cents": 10**7 + 1}, "fee_cents"),
        ({"step_cents": -1}, "step_cents"),
        ({"step_grams": 0}, "step_grams"),
        ({"first_grams": -1}, "first_grams"),
        ({"first_grams": 10**9}, "first_grams"),
        ({"free_from_cents": 0}, "free_from_cents"),
        ({"kind": "pickup"}, "words"),
        ({"kind": "digital", "words": "x" * 2_001}, "words"),
        ({"sends_elsewhere": False, "zones": []}, "zones"),
        ({"zones": [ZonePlan(" ")]}, "zones"),
        ({"zones": [ZonePlan("Hainan", fee_cents=-5)]}, "zones"),
        ({"zones": [ZonePlan("Hainan")] * 21}, "zones"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(cast, changes, field):
    with pytest.raises(Refused) as refused:
        template(cast, replace(POST, **changes))
    assert refused.value.field == field


@pytest.mark.parametrize("grams", [-1, 10**7 + 1])
def test_a_weight_has_bounds(cast, grams):
    with pytest.raises(Refused):
        catalog.set_sending(cast.chen, cast.product_id, template_id=None, weight_grams=grams)


def test_two_prices_that_changed_against_each_other_are_told_too(cast):
    """The sum is the same, yet neither price is the one that was seen."""
    for variant_id in (cast.variant_id, cast.other_variant_id):
        actions.add_to_cart(cast.bo, variant_id)
    seen = {cast.variant_id: 10_000, cast.other_variant_id: 15_000}
    change(Variant, cast.variant_id, price_cents=15_000)
    change(Variant, cast.other_variant_id, price_cents=10_000)
    with pytest.raises(Refused, match="total has changed"):
        actions.place_order(
            cast.bo,
            to=HOME,
            payment_method="sandbox",
            currency="CNY",
            total_seen_cents=25_800,
            prices_seen=seen,
            sandbox=True,
        )
