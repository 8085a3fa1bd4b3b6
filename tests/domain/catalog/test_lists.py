"""Lists by keyset: nothing twice, nothing left out, one query whatever the length."""

import pytest

from core.db import session
from core.errors import NotAllowed, NotFound
from core.unit import action
from domain.catalog import actions, lists, queries
from domain.catalog.actions import NewVariant
from domain.catalog.models import Category, Product
from domain.people.viewer import ANONYMOUS
from tests.cast import make_product
from tests.domain.merchants.shops import make_shop
from tests.queries import counted


@pytest.fixture
def many(cast) -> list[int]:
    """Sixty products on sale with few prices and sales, so that there are ties."""

    @action
    def make() -> list[int]:
        category = session.query(Category.id).scalar()
        made = []
        for number in range(60):
            product = make_product(cast.merchant_id, category, cast.chen.id, title=f"Fruit {number}")
            product.price_cents = 1000 + number % 4
            product.sold_count = number % 3
            made.append(product.id)
        session.flush()
        return made

    return [cast.product_id, *make()]


@pytest.mark.parametrize("sort", [*lists.SORTS, "nonsense"])
def test_pages_of_every_order_hold_everything_once(many, sort):
    seen, after = [], None
    while True:
        page = lists.on_sale(ANONYMOUS, sort=sort, after=after)
        seen += page.items
        after = page.next_cursor
        if after is None:
            break
    assert sorted(card.id for card in seen) == many
    order = {
        "price": lambda card: (card.price_cents, card.id),
        "sold": lambda card: (-card.sold_count, -card.id),
    }
    assert seen == sorted(seen, key=order.get(sort, lambda card: -card.id))


@pytest.mark.parametrize("after", ["", "x", "1", "1.", ".1", "1.2.3", "٣.٣", "9" * 30 + ".1", "-1.5"])
def test_a_broken_cursor_is_the_first_page(many, after):
    assert lists.on_sale(ANONYMOUS, after=after).items == lists.on_sale(ANONYMOUS).items


def test_a_page_is_one_query(many):
    with counted() as queries_run:
        lists.on_sale(ANONYMOUS, sort="sold")
    assert len(queries_run) == 1


def test_only_what_can_be_bought_is_listed(cast):
    actions.withdraw(cast.chen, cast.product_id)
    draft = actions.create_product(
        cast.chen, cast.merchant_id, title="Mango", new_category="Fruit", variants=[NewVariant("", 100, 1)]
    )
    shop = make_shop(cast.eve)
    hers = actions.create_product(
        shop.owner,
        shop.id,
        title="Pear",
        new_category="Pears",
        variants=[NewVariant("", 100, 1)],
        on_sale=True,
    )
    assert draft
    for viewer in (ANONYMOUS, cast.chen, cast.olga):
        assert [card.id for card in lists.on_sale(viewer)] == [hers]
        assert [one.name for one in lists.categories(viewer)] == ["Pears"]
    assert lists.on_sale(ANONYMOUS, merchant_id=cast.merchant_id).items == []


def test_a_category_narrows(cast):
    actions.create_product(
        cast.chen,
        cast.merchant_id,
        title="Leek",
        new_category="Greens",
        variants=[NewVariant("", 9, 1)],
        on_sale=True,
    )
    greens = next(one for one in lists.categories(ANONYMOUS) if one.name == "Greens")
    assert [card.title for card in lists.on_sale(ANONYMOUS, category_id=greens.id)] == ["Leek"]


def test_cards_leave_out_what_is_not_shown(cast):
    shop = make_shop(cast.eve, state="suspended")

    @action
    def hidden() -> int:
        return make_product(shop.id, session.query(Category.id).scalar(), cast.eve.id).id

    hers = hidden()
    with counted() as queries_run:
        assert set(queries.cards(cast.bo, [cast.product_id, hers, 999])) == {cast.product_id}
    assert len(queries_run) == 1
    assert set(queries.cards(shop.owner, [hers])) == {hers}
    with pytest.raises(NotFound):
        queries.product(cast.bo, hers)


def test_a_product_with_all_its_pieces_takes_two_queries(cast):
    with counted() as queries_run:
        page = queries.product(cast.eve, cast.product_id)
    assert len(queries_run) == 2
    assert (page.merchant.name, len(page.variants)) == ("Chen's Orchard", 2)


def test_a_shops_own_list_is_its_own(cast, many):
    @action
    def sell_out() -> None:
        from domain.catalog.models import Variant

        for variant in session.query(Variant).filter_by(product_id=many[3]):
            variant.on_hand = variant.supplied = 0

    sell_out()
    actions.withdraw(cast.chen, many[5])
    numbers = lists.shop_numbers(cast.chen, cast.merchant_id)
    assert (numbers.draft, numbers.on_sale, numbers.withdrawn, numbers.sold_out) == (0, 60, 1, 1)
    assert [card.id for card in lists.of_merchant(cast.chen, cast.merchant_id, state="withdrawn")] == [
        many[5]
    ]
    assert [card.id for card in lists.of_merchant(cast.chen, cast.merchant_id, sold_out=True)] == [many[3]]
    first = lists.of_merchant(cast.chen, cast.merchant_id)
    second = lists.of_merchant(cast.chen, cast.merchant_id, before=first.next_cursor)
    assert max(card.id for card in second) < min(card.id for card in first)
    with pytest.raises(NotAllowed):
        lists.of_merchant(cast.eve, cast.merchant_id)


def test_a_product_gone_from_the_database_is_not_found(cast):
    with pytest.raises(NotFound):
        queries.product(ANONYMOUS, cast.product_id + 1)
    assert session.query(Product).count() == 1
