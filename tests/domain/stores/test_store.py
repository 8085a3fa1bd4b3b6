"""What stands in an angel store, and for whom."""

import pytest

from core.db import session
from core.errors import NotFound
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says
from domain.stores import actions, queries
from tests.cast import make_product
from tests.domain.says import world
from tests.queries import counted


@pytest.fixture
def slippers(cast) -> int:
    @action
    def make() -> int:
        category = session.get(Product, cast.product_id).category_id
        return make_product(cast.merchant_id, category, cast.chen.id, "Wool slippers").id

    return make()


def in_store(viewer, cast) -> list[int]:
    session.rollback()
    return [card.product.id for card in queries.items_of(viewer, cast.alma.id)]


def rate(cast, product_id: int, stars: int, audience: str) -> int:
    world.receive(cast, cast.alma, product_id)
    return says.publish(cast.alma, body="As it is", product_id=product_id, stars=stars, audience=audience)


def test_what_she_endorses_is_seen_by_everyone(cast):
    angels.endorse(cast.alma, cast.product_id)
    assert in_store(ANONYMOUS, cast) == in_store(cast.eve, cast) == [cast.product_id]


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("public", {"alma", "bo", "eve", ""}), ("friends", {"alma", "bo"}), ("me", {"alma"})],
)
def test_what_she_rated_well_is_seen_by_whoever_may_see_the_rating(cast, audience, readers):
    rate(cast, cast.product_id, 5, audience)
    viewers = {"alma": cast.alma, "bo": cast.bo, "eve": cast.eve, "": ANONYMOUS}
    assert {name for name, viewer in viewers.items() if in_store(viewer, cast)} == readers


def test_three_stars_do_not_stand_there(cast):
    rate(cast, cast.product_id, 3, "public")
    assert in_store(cast.alma, cast) == []


def test_a_later_bad_rating_takes_it_out(cast):
    rate(cast, cast.product_id, 5, "public")
    rate(cast, cast.product_id, 1, "public")
    assert in_store(cast.eve, cast) == []


def test_each_item_says_why_it_is_there(cast, slippers):
    angels.endorse(cast.alma, cast.product_id)
    rate(cast, slippers, 4, "public")
    session.rollback()
    why = {
        card.product.id: (card.endorsed, card.stars, card.times)
        for card in queries.items_of(cast.eve, cast.alma.id)
    }
    assert why == {cast.product_id: (True, 0, 0), slippers: (False, 4, 1)}


def test_only_what_she_endorses_carries_the_label_of_what_she_earns(cast, slippers):
    angels.endorse(cast.alma, cast.product_id)
    rate(cast, slippers, 5, "public")
    session.rollback()
    ads = {card.product.id: card.ad for card in queries.items_of(cast.eve, cast.alma.id)}
    assert ads[cast.product_id].cents == 1500
    assert ads[slippers] is None


def test_what_she_hides_only_she_sees(cast):
    angels.endorse(cast.alma, cast.product_id)
    actions.arrange(cast.alma, cast.product_id, hidden=True)
    assert in_store(cast.eve, cast) == []
    assert in_store(cast.alma, cast) == [cast.product_id]


def test_what_she_pins_comes_first(cast, slippers):
    angels.endorse(cast.alma, cast.product_id)
    angels.endorse(cast.alma, slippers)
    assert in_store(cast.eve, cast) == [slippers, cast.product_id]
    actions.arrange(cast.alma, cast.product_id, pinned=True)
    assert in_store(cast.eve, cast) == [cast.product_id, slippers]


def test_the_pages_of_a_store_follow_one_another_without_gap_or_double(cast):
    @action
    def many() -> list[int]:
        category = session.get(Product, cast.product_id).category_id
        return [make_product(cast.merchant_id, category, cast.chen.id, f"Thing {n}").id for n in range(7)]

    products = many()
    for product_id in products:
        angels.endorse(cast.alma, product_id)
    actions.arrange(cast.alma, products[2], pinned=True)
    session.rollback()
    seen, before = [], None
    while True:
        page = queries.items_of(cast.eve, cast.alma.id, before=before, size=3)
        seen += [card.product.id for card in page]
        before = page.next_cursor
        if before is None:
            break
    assert seen == [products[2], *reversed([one for one in products if one != products[2]])]


def test_the_facts_are_counted_over_what_the_viewer_sees(cast, slippers):
    angels.endorse(cast.alma, cast.product_id)
    rate(cast, slippers, 5, "friends")
    session.rollback()
    assert queries.facts_of(cast.bo, cast.alma.id) == queries.StoreFacts(2, 1, 1, 1)
    assert queries.facts_of(cast.eve, cast.alma.id) == queries.StoreFacts(1, 1, 0, 1)


def test_what_is_not_in_her_store_cannot_be_described(cast):
    with pytest.raises(NotFound):
        queries.arrangement_of(cast.alma, cast.product_id)


def test_a_page_costs_the_same_whatever_it_lists(cast, slippers):
    def cost() -> int:
        session.rollback()
        with counted() as found:
            queries.items_of(cast.eve, cast.alma.id)
        return len(found)

    angels.endorse(cast.alma, cast.product_id)
    one = cost()
    angels.endorse(cast.alma, slippers)
    assert cost() == one


@pytest.mark.parametrize(
    "cursor", ["", "x", "1.2", "1.99999999999999999999.3", "9.9.9.9", "-1.2.3", "1.9999999999999999.1"]
)
def test_a_cursor_that_is_none_begins_at_the_top(cast, cursor):
    angels.endorse(cast.alma, cast.product_id)
    session.rollback()
    assert len(queries.items_of(cast.eve, cast.alma.id, before=cursor)) == 1
