"""Collections through everybody's sight."""

import pytest

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.invariants import outcomes
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions, rules
from domain.says.actions import collections
from domain.says.queries.collections import (
    collection,
    collections_of,
    items_of,
    own_collections,
)
from tests.queries import counted


@pytest.fixture
def shelf(cast) -> int:
    return collections.create_collection(cast.alma, title="Summer", about="What is ripe")


def things(viewer, collection_id: int) -> list[tuple[str, int]]:
    return [
        ("post", item.post.id) if item.post else ("product", item.product.id)
        for item in items_of(viewer, collection(viewer, collection_id))
    ]


def count(viewer, collection_id: int) -> int:
    return collection(viewer, collection_id).count


def may_see(viewer, collection_id: int) -> bool:
    try:
        collection(viewer, collection_id)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("public", {"alma", "bo", "eve", "dora", "nobody"}),
        ("friends", {"alma", "bo"}),
        ("me", {"alma"}),
    ],
)
def test_a_collection_is_seen_by_those_whom_it_is_meant_for(cast, audience, seen_by):
    made = collections.create_collection(cast.alma, title="Summer", audience=audience)
    viewers = {name: getattr(cast, name) for name in ("alma", "bo", "eve", "dora")} | {"nobody": ANONYMOUS}
    assert {name for name, viewer in viewers.items() if may_see(viewer, made)} == seen_by
    assert {name for name, viewer in viewers.items() if collections_of(viewer, cast.alma.id).items} == seen_by


def test_who_is_blocked_or_closed_out_sees_none(cast, shelf):
    people.block(cast.alma, cast.eve.id)
    assert not may_see(cast.eve, shelf)
    collections.end_collection(cast.alma, shelf)
    assert not may_see(cast.alma, shelf)


def test_what_one_may_not_read_is_neither_shown_nor_counted(cast, shelf):
    open_post, friends, own = (
        actions.publish(cast.alma, body=audience, audience=audience)
        for audience in ("public", "friends", "me")
    )
    for post_id in (open_post, friends, own):
        collections.add_item(cast.alma, shelf, post_id=post_id)
    collections.add_item(cast.alma, shelf, product_id=cast.product_id)
    for viewer, posts in (
        (cast.alma, (open_post, friends, own)),
        (cast.bo, (open_post, friends)),
        (cast.eve, (open_post,)),
        (ANONYMOUS, (open_post,)),
    ):
        assert things(viewer, shelf) == [*(("post", one) for one in posts), ("product", cast.product_id)]
        assert count(viewer, shelf) == len(posts) + 1
    actions.delete(cast.alma, open_post)
    assert things(ANONYMOUS, shelf) == [("product", cast.product_id)]


def test_the_owners_link_earns_and_says_so(cast, shelf):
    collections.add_item(cast.alma, shelf, product_id=cast.product_id)
    assert items_of(ANONYMOUS, collection(ANONYMOUS, shelf)).items[0].ad is None
    angels.endorse(cast.alma, cast.product_id)
    (item,) = items_of(ANONYMOUS, collection(ANONYMOUS, shelf))
    assert (item.ad.name, item.ad.cents) == ("Alma", 1500)


def test_things_are_arranged(cast, shelf):
    posts = [actions.publish(cast.alma, body=f"number {n}") for n in range(3)]
    for post_id in (*posts, posts[0]):
        collections.add_item(cast.alma, shelf, post_id=post_id)
    item_ids = [item.id for item in items_of(cast.alma, collection(cast.alma, shelf))]
    collections.move_item(cast.alma, item_ids[2], later=False)
    collections.move_item(cast.alma, item_ids[0], later=False)
    collections.move_item(cast.alma, item_ids[0], later=True)
    assert [number for _, number in things(cast.bo, shelf)] == [posts[2], posts[0], posts[1]]
    collections.note_item(cast.alma, item_ids[1], note="the best")
    assert [item.note for item in items_of(cast.bo, collection(cast.bo, shelf))] == ["", "", "the best"]
    collections.take_out(cast.alma, item_ids[1])
    assert count(cast.alma, shelf) == 2
    broken = [one for one in outcomes() if one.name == "says: collections count what they hold"]
    assert [one.breaches for one in broken] == [()]


def test_they_page_in_their_order(cast, shelf):
    posts = [actions.publish(cast.alma, body=f"number {n}") for n in range(5)]
    for post_id in posts:
        collections.add_item(cast.alma, shelf, post_id=post_id)
    of, seen, after = collection(cast.eve, shelf), [], ""
    while after is not None:
        page = items_of(cast.eve, of, after, size=2)
        seen += [item.post.id for item in page]
        after = page.next_cursor
    assert seen == posts
    for strange in ("x", "1", "1.x", "9" * 30 + ".1"):
        assert len(items_of(cast.eve, of, strange)) == 5


def test_only_the_owner_changes_it(cast, shelf):
    post_id = actions.publish(cast.bo, body="mine")
    collections.add_item(cast.alma, shelf, post_id=post_id)
    (item,) = items_of(cast.alma, collection(cast.alma, shelf))
    for deed in (
        lambda who: collections.add_item(who, shelf, product_id=cast.product_id),
        lambda who: collections.change_collection(who, shelf, title="x", about="", audience="me"),
        lambda who: collections.end_collection(who, shelf),
        lambda who: collections.note_item(who, item.id, note="x"),
        lambda who: collections.move_item(who, item.id, later=True),
        lambda who: collections.take_out(who, item.id),
    ):
        with pytest.raises(NotFound):
            deed(cast.bo)
        with pytest.raises(NotAllowed):
            deed(ANONYMOUS)


def test_what_one_cannot_see_is_not_collected(cast, shelf):
    hidden = actions.publish(cast.bo, body="mine", audience="me")
    for thing in ({"post_id": hidden}, {"product_id": 999_999}, {"post_id": 999_999}):
        with pytest.raises(NotFound):
            collections.add_item(cast.alma, shelf, **thing)
    for thing in ({}, {"post_id": hidden, "product_id": cast.product_id}):
        with pytest.raises(Refused):
            collections.add_item(cast.alma, shelf, **thing)


def test_there_is_an_end_to_collecting(cast, shelf, monkeypatch):
    monkeypatch.setattr(rules, "COLLECTIONS_MAX", 1)
    monkeypatch.setattr(rules, "COLLECTION_ITEMS_MAX", 0)
    with pytest.raises(Refused):
        collections.create_collection(cast.alma, title="Winter")
    with pytest.raises(Refused):
        collections.add_item(cast.alma, shelf, product_id=cast.product_id)


@pytest.mark.parametrize(
    "words", [{"title": " "}, {"title": "x" * 61}, {"audience": "circle"}, {"about": "x" * 501}]
)
def test_its_words_are_checked(cast, words):
    with pytest.raises(Refused) as refusal:
        collections.create_collection(cast.alma, **{"title": "Summer", **words})
    assert refusal.value.field in words


def test_its_queries_do_not_grow(cast, shelf):
    counts = []
    for number in (1, 8):
        for n in range(number):
            collections.add_item(cast.alma, shelf, post_id=actions.publish(cast.alma, body=f"{n}"))
            collections.create_collection(cast.alma, title=f"More {n}")
        things(cast.bo, shelf)
        with counted() as statements:
            things(cast.bo, shelf)
            collections_of(cast.bo, cast.alma.id)
            own_collections(cast.alma, product_id=cast.product_id)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_product_that_is_taken_back_is_not_shown(cast, shelf):
    collections.add_item(cast.alma, shelf, product_id=cast.product_id)

    @action
    def withdraw() -> None:
        session.get_one(Product, cast.product_id).state = "draft"

    withdraw()
    assert (count(ANONYMOUS, shelf), things(ANONYMOUS, shelf)) == (0, [])
