"""Changing a product: words, variants and stock, pictures, state."""

import pytest

from adapters.media import Picture
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.catalog import actions, queries, stock
from domain.catalog.models import Product
from domain.merchants.models import Merchant


def page(cast, inactive: bool = True):
    return queries.product(cast.chen, cast.product_id, inactive=inactive)


def change(cast, actor=None, **given) -> None:
    facts = {"title": "Durian", "new_category": "Fruit", "description": "Fresh", **given}
    actions.change_product(actor or cast.chen, cast.product_id, **facts)


def change_variant(cast, **given) -> None:
    facts = {"name": "3 kg", "price_cents": 10_000, "stock_now": 20, "stock_seen": 20, **given}
    actions.change_variant(cast.chen, cast.product_id, cast.variant_id, **facts)


def test_new_words_make_a_new_version(cast):
    before = page(cast).card.version
    change(cast, title="Golden durian", description="# Big\n<script>alert(1)</script>")
    assert page(cast).card.title == "Golden durian"
    assert page(cast).card.version == before + 1
    assert "<script" not in page(cast).description_html


def test_strangers_change_nothing(cast):
    with pytest.raises(NotAllowed):
        change(cast, cast.eve)


def test_a_strangers_draft_is_not_there(cast):
    @action
    def to_draft() -> None:
        session.get_one(Product, cast.product_id).state = "draft"

    to_draft()
    with pytest.raises(NotFound):
        change(cast, cast.eve)


def test_the_price_in_lists_follows_the_lowest_variant(cast):
    change_variant(cast, price_cents=18_000)
    assert page(cast).card.price_cents == 15_000


def test_setting_the_stock_changes_what_was_supplied(cast):
    change_variant(cast, stock_now=27)
    one = page(cast).variants[0]
    assert one.on_hand == 27


def test_a_piece_sold_while_the_form_was_open_stays_sold(cast):
    action(lambda: (stock.reserve(cast.variant_id, 5), stock.sell(cast.variant_id, 5)))()
    change_variant(cast, price_cents=11_000, stock_now=20, stock_seen=20)
    change_variant(cast, price_cents=11_000, stock_now=30, stock_seen=20)
    one = page(cast).variants[0]
    assert (one.on_hand, one.sold) == (25, 5)


def test_more_than_is_on_hand_cannot_be_taken_away(cast):
    action(lambda: stock.reserve(cast.variant_id, 18))()
    with pytest.raises(Refused) as refused:
        change_variant(cast, stock_now=0, stock_seen=20)
    assert (refused.value.field, refused.value.values) == ("stock", {"left": 2})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"price_cents": 0}, "price"),
        ({"stock_now": -1}, "stock"),
        ({"stock_now": 1_000_001}, "stock"),
        ({"name": ""}, "name"),
        ({"name": "5 KG"}, "name"),
        ({"name": "x" * 61}, "name"),
    ],
)
def test_a_variant_that_does_not_fit_is_refused(cast, given, field):
    with pytest.raises(Refused) as refused:
        change_variant(cast, **given)
    assert refused.value.field == field


def test_a_variant_is_added_at_the_end(cast):
    actions.add_variant(cast.chen, cast.product_id, name="1 kg", price_cents=4000, stock=3)
    assert [one.name for one in page(cast).variants] == ["3 kg", "5 kg", "1 kg"]
    assert page(cast).card.price_cents == 4000


def test_an_ended_variant_is_no_longer_offered(cast):
    actions.end_variant(cast.chen, cast.product_id, cast.variant_id)
    assert [one.name for one in page(cast, inactive=False).variants] == ["5 kg"]
    assert (page(cast).card.price_cents, page(cast).card.on_hand) == (15_000, 20)
    actions.offer_again(cast.chen, cast.product_id, cast.variant_id)
    assert page(cast).card.price_cents == 10_000


def test_the_last_variant_on_sale_cannot_be_ended(cast):
    actions.end_variant(cast.chen, cast.product_id, cast.variant_id)
    with pytest.raises(Refused, match="last variant"):
        actions.end_variant(cast.chen, cast.product_id, cast.other_variant_id)


def test_a_variant_of_another_product_is_not_there(cast):
    other = actions.create_product(
        cast.chen,
        cast.merchant_id,
        title="Mango",
        new_category="Fruit",
        variants=[actions.NewVariant("", 100, 1)],
    )
    with pytest.raises(NotFound):
        actions.end_variant(cast.chen, other, cast.variant_id)


def test_off_sale_and_on_again(cast):
    actions.withdraw(cast.chen, cast.product_id)
    assert page(cast).card.state == "withdrawn"
    assert not queries.product(cast.eve, cast.product_id).can_buy
    actions.publish(cast.chen, cast.product_id)
    assert queries.product(cast.eve, cast.product_id).can_buy


def test_a_suspended_shop_puts_nothing_on_sale(cast):
    @action
    def suspend() -> None:
        session.get_one(Merchant, cast.merchant_id).state = "suspended"

    actions.withdraw(cast.chen, cast.product_id)
    suspend()
    with pytest.raises(Refused, match="verified"):
        actions.publish(cast.chen, cast.product_id)


def picture(key: str) -> Picture:
    return Picture(key=key, width=900, height=900, color="#aabbcc", bytes=1000)


def keys(cast) -> list[str]:
    return [one.key for one in page(cast).pictures]


@pytest.fixture
def three(cast) -> list[int]:
    actions.add_pictures(cast.chen, cast.product_id, [(picture(key), "") for key in "abc"])
    return [one.id for one in page(cast).pictures]


def test_pictures_are_moved_and_described(cast, three):
    actions.change_picture(cast.chen, cast.product_id, three[2], alt=" The  fruit ", move=-1)
    assert keys(cast) == ["a", "c", "b"]
    assert page(cast).pictures[1].alt == "The fruit"
    actions.change_picture(cast.chen, cast.product_id, three[2], alt="", move=-5)
    actions.change_picture(cast.chen, cast.product_id, three[1], alt="", move=1)
    assert keys(cast) == ["c", "a", "b"]
    assert page(cast).card.picture_key == "c"


def test_a_removed_picture_makes_room_and_the_next_is_the_face(cast, three):
    actions.remove_picture(cast.chen, cast.product_id, three[0])
    assert keys(cast) == ["b", "c"]
    assert page(cast).card.picture_key == "b"
    for picture_id in three[1:]:
        actions.remove_picture(cast.chen, cast.product_id, picture_id)
    assert page(cast).card.picture_key is None


def test_a_tenth_picture_is_refused(cast, three):
    with pytest.raises(Refused):
        actions.add_pictures(cast.chen, cast.product_id, [(picture(str(n)), "") for n in range(7)])
    assert keys(cast) == ["a", "b", "c"]


def test_every_change_is_told(cast, three, monkeypatch):
    """ProductChanged and the like are recorded once a change."""
    from core import outbox
    from domain.catalog.events import ProductChanged, ProductPublished, RateChanged

    told: list[object] = []
    table = dict.fromkeys((ProductChanged, ProductPublished, RateChanged), (told.append,))
    monkeypatch.setattr(outbox, "_together", table)
    change(cast)
    actions.set_rate(cast.chen, cast.product_id, rate_bps=1000)
    actions.withdraw(cast.chen, cast.product_id)
    actions.publish(cast.chen, cast.product_id)
    actions.publish(cast.chen, cast.product_id)
    assert told == [
        ProductChanged(cast.product_id),
        RateChanged(cast.product_id, 1500, 1000),
        ProductChanged(cast.product_id),
        ProductPublished(cast.product_id, cast.merchant_id),
        ProductChanged(cast.product_id),
    ]
