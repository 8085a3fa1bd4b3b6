"""Repurchase first: what was verifiably bought again or kept, in a window that stands still."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.db import session
from core.unit import action
from domain.orders.models import Purchase
from domain.people.models import Block
from domain.says import actions, queries, rules
from domain.says.queries import Switches, ranked
from tests.domain.says.test_switches import another_product, follow, mute_word

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LISTS = (queries.ranked_feed, queries.ranked_discover)


@pytest.mark.parametrize(
    ("times", "days", "rank"),
    [
        (None, None, 0),
        (0, 5, 0),
        (1, 5, 1),
        (1, 29.9, 1),
        (1, 30, 2),
        (2, 5, 3),
        (2, 400, 3),
        (7, 1, 8),
        # What was bought after the window was fixed does not move anything in it.
        (1, -1, 0),
        (3, -1, 3),
    ],
)
def test_the_place_comes_from_purchases_alone(times, days, rank):
    last_at = None if days is None else NOW - timedelta(days=days)
    assert rules.repurchase_rank(times, last_at, NOW) == rank


@action
def bought(person, product_id, times, days=1) -> None:
    last_at = clock.now() - timedelta(days=days)
    session.merge(Purchase(user_id=person.id, product_id=product_id, times=times, last_at=last_at))


@pytest.mark.parametrize("read", LISTS)
def test_what_was_bought_again_comes_first_and_likes_do_not_count(cast, read):
    tea = another_product(cast)
    follow(cast.bo, cast.chen)
    often = actions.publish(cast.alma, body="often", product_id=cast.product_id)
    kept = actions.publish(cast.alma, body="kept", product_id=tea)
    liked = actions.publish(cast.chen, body="liked", product_id=tea)
    last = actions.publish(cast.chen, body="last")
    for person in (cast.bo, cast.eve, cast.dora):
        actions.react(person, liked)
    bought(cast.alma, cast.product_id, 4, days=12)
    bought(cast.alma, tea, 1, days=31)
    page = read(cast.bo)
    assert [(card.id, card.rank) for card in page] == [(often, 5), (kept, 2), (last, 0), (liked, 0)]
    assert (page.items[0].times_bought, page.items[0].author.id) == (4, cast.alma.id)


@pytest.mark.parametrize("read", LISTS)
def test_the_window_stands_still_while_it_is_paged_through(cast, read):
    posts = []
    for number in range(9):
        author = cast.alma if number % 3 else cast.bo
        posts.append(actions.publish(author, body=str(number), product_id=cast.product_id))
    bought(cast.alma, cast.product_id, 3)
    page = read(cast.bo, size=4)
    found = [card.id for card in page]
    while page.next_cursor:
        actions.publish(cast.alma, body="new", product_id=cast.product_id)
        page = read(cast.bo, str(page.next_cursor), size=4)
        found += [card.id for card in page]
    hers = [post_id for number, post_id in enumerate(posts) if number % 3]
    assert found == hers[::-1] + [post_id for post_id in posts[::-1] if post_id not in hers]


def test_a_purchase_meanwhile_moves_nothing(cast):
    posts = [actions.publish(cast.alma, body="x", product_id=cast.product_id) for _ in range(6)]
    bought(cast.alma, cast.product_id, 3)
    page = queries.ranked_feed(cast.bo, size=3)
    bought(cast.alma, cast.product_id, 4, days=-1)
    rest = queries.ranked_feed(cast.bo, str(page.next_cursor), size=3)
    assert [card.id for card in (*page, *rest)] == posts[::-1]


def test_only_the_newest_of_the_window_are_ordered(cast, monkeypatch):
    monkeypatch.setattr(ranked, "WINDOW", 3)
    old = actions.publish(cast.alma, body="old", product_id=cast.product_id)
    newer = [actions.publish(cast.alma, body="x") for _ in range(3)]
    bought(cast.alma, cast.product_id, 9)
    assert [card.id for card in queries.ranked_feed(cast.bo)] == newer[::-1]
    first = queries.ranked_feed(cast.bo, size=2)
    second = queries.ranked_feed(cast.bo, str(first.next_cursor), size=2)
    assert old not in [card.id for card in (*first, *second)]
    assert second.next_cursor is None


@pytest.mark.parametrize("read", LISTS)
def test_switches_and_muted_words_hold_here_too(cast, read):
    mute_word(cast.bo, "noise")
    wanted = actions.publish(cast.alma, body="quiet", product_id=cast.product_id)
    actions.publish(cast.alma, body="noise", product_id=cast.product_id)
    actions.publish(cast.alma, body="about nothing")
    bought(cast.bo, cast.product_id, 1)
    assert [card.id for card in read(cast.bo, switches=Switches(own=True))] == [wanted]


@pytest.mark.parametrize("read", LISTS)
def test_a_muted_word_in_letters_is_no_part_of_another(cast, read):
    mute_word(cast.bo, "art")
    mine = actions.publish(cast.bo, body="mine")
    left = actions.publish(cast.alma, body="a party")
    actions.publish(cast.alma, body="Modern art!")
    assert [card.id for card in read(cast.bo)] == [left, mine]


@pytest.mark.parametrize("read", LISTS)
def test_what_may_no_longer_be_read_is_not_on_the_next_page(cast, read):
    posts = [actions.publish(cast.alma, body=str(n)) for n in range(5)]
    page = read(cast.bo, size=2)

    @action
    def block() -> None:
        session.add(Block(blocker_id=cast.alma.id, blocked_id=cast.bo.id, created_at=clock.now()))

    block()
    assert [card.id for card in page] == posts[:2:-1]
    assert list(read(cast.bo, str(page.next_cursor), size=2)) == []


@pytest.mark.parametrize(
    "cursor", ["", "x", "1.2.3", "0.0.0.0.0", "1.1.1.1.x", "9" * 19, f"5.1.{10**17}.0.1", "1.5.0.0.0"]
)
def test_what_is_no_cursor_begins_at_the_beginning(cast, cursor):
    post_id = actions.publish(cast.alma, body="hello")
    assert [card.id for card in queries.ranked_feed(cast.bo, cursor)] == [post_id]
