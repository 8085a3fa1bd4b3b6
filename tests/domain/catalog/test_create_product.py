"""A new product: as a draft or on sale, with variants, pictures and a rate."""

import pytest
from sqlalchemy import select

from adapters.media import Picture
from core.db import session
from core.errors import NotAllowed, Refused
from core.unit import action
from domain.catalog import actions, queries
from domain.catalog.actions import NewVariant
from domain.catalog.models import Category, PictureDraft
from domain.merchants.models import Merchant

ONE = (NewVariant("", 1280, 5),)


def picture(key: str) -> Picture:
    return Picture(key=key, width=900, height=900, color="#aabbcc", bytes=1000)


def create(cast, actor=None, **given) -> int:
    facts = {"title": "Mango", "new_category": "Fruit", "variants": ONE, "description": "", **given}
    return actions.create_product(actor or cast.chen, cast.merchant_id, **facts)


def test_it_begins_as_a_draft(cast):
    page = queries.product(cast.chen, create(cast, rate_bps=2000, description="**Ripe** & sweet"))
    assert (page.card.state, page.card.price_cents, page.card.rate_bps) == ("draft", 1280, 2000)
    assert page.description_html == "<p><strong>Ripe</strong> &amp; sweet</p>"
    assert [(one.name, one.price_cents, one.on_hand) for one in page.variants] == [("", 1280, 5)]
    assert [rate.bps for rate in page.rates] == [2000]


def test_it_can_go_on_sale_at_once(cast):
    page = queries.product(cast.eve, create(cast, on_sale=True))
    assert page.can_buy


def test_the_lowest_and_the_highest_price_are_on_the_card(cast):
    many = (NewVariant("L", 3000, 1), NewVariant("S", 1000, 2), NewVariant("M", 2000, 0))
    card = queries.cards(cast.chen, [create(cast, variants=many)])
    (card,) = card.values()
    assert (card.price_cents, card.upto_cents, card.on_hand) == (1000, 3000, 3)


def test_a_shop_that_is_not_verified_makes_drafts_only(cast):
    @action
    def suspend() -> None:
        session.get_one(Merchant, cast.merchant_id).state = "suspended"

    suspend()
    create(cast)
    with pytest.raises(Refused, match="verified"):
        create(cast, on_sale=True)


def test_only_the_shops_people_make_products(cast):
    for person in (cast.eve, cast.olga):
        with pytest.raises(NotAllowed):
            create(cast, person)


def test_a_category_is_found_whatever_its_case(cast):
    product_id = create(cast, new_category="  fRUIT ")
    assert queries.product(cast.chen, product_id).card.category_name == "Fruit"
    assert len(session.scalars(select(Category.id)).all()) == 1


def test_a_typed_category_is_made_and_wins(cast):
    fruit = session.scalars(select(Category.id)).one()
    page = queries.product(cast.chen, create(cast, category_id=fruit, new_category="蔬菜"))
    assert page.card.category_name == "蔬菜"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "x" * 10_001}, "description"),
        ({"new_category": "", "category_id": None}, "category_id"),
        ({"new_category": "", "category_id": 999}, "category_id"),
        ({"new_category": "x" * 41}, "new_category"),
        ({"variants": ()}, "variants"),
        ({"variants": (NewVariant("", 100, 1), NewVariant("L", 100, 1))}, "variants"),
        ({"variants": (NewVariant("l", 100, 1), NewVariant("L ", 100, 1))}, "variants"),
        ({"variants": (NewVariant("", 0, 1),)}, "price"),
        ({"variants": (NewVariant("", 100, -1),)}, "stock"),
        ({"variants": tuple(NewVariant(str(n), 100, 1) for n in range(31))}, "variants"),
        ({"rate_bps": 300}, "rate"),
        ({"angel_price_when": "sometimes"}, "angel_price_when"),
        ({"pictures": [(picture(str(n)), "") for n in range(10)]}, "photos"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(cast, given, field):
    with pytest.raises(Refused) as refused:
        create(cast, **given)
    assert refused.value.field == field


def test_pictures_kept_from_an_earlier_try_come_first(cast):
    actions.keep_drafts(cast.chen, cast.merchant_id, [picture("old1"), picture("old2")])
    product_id = create(
        cast, kept=[("old2", "two"), ("nobodys", "?"), ("old1", "one")], pictures=[(picture("new"), "three")]
    )
    page = queries.product(cast.chen, product_id)
    assert [(one.key, one.alt) for one in page.pictures] == [
        ("old2", "two"),
        ("old1", "one"),
        ("new", "three"),
    ]
    assert page.card.picture_key == "old2"
    assert session.scalars(select(PictureDraft.id)).all() == []


def test_the_drafts_of_another_shop_cannot_be_taken(cast, site):
    from tests.domain.merchants.shops import make_shop

    other = make_shop(cast.eve)
    actions.keep_drafts(other.owner, other.id, [picture("hers")])
    page = queries.product(cast.chen, create(cast, kept=[("hers", "")]))
    assert page.pictures == []


@pytest.mark.parametrize(
    ("title", "lang"),
    [("Durian", "en"), ("泰国榴莲", "zh-Hans"), ("蘋果", "zh-Hant"), ("Äpfel", ""), ("Mi 苹果", "zh-Hans")],
)
def test_the_language_is_guessed_for_the_markup(cast, title, lang):
    assert queries.product(cast.chen, create(cast, title=title)).card.lang == lang
