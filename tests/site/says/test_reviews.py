"""/products/ID/reviews: friends first, filtered, paged."""

import re

import pytest

from domain.says import actions, queries
from tests.domain.says.world import endorse, picture, receive
from tests.queries import counted
from tests.web import sign_in


def reviews_in(answer) -> list[int]:
    return [int(found) for found in re.findall(r'id="review-(\d+)"', answer.get_data(as_text=True))]


def rate(cast, person, stars: int, **more) -> int:
    receive(cast, person)
    return actions.publish(person, body=f"{stars} stars", product_id=cast.product_id, stars=stars, **more)


def test_friends_come_first_then_the_newest(client, cast):
    friends = [rate(cast, cast.alma, 5), rate(cast, cast.alma, 4)]
    others = [rate(cast, cast.eve, 2), rate(cast, cast.dora, 3)]
    rate(cast, cast.eve, 1, audience="me")
    address = f"/products/{cast.product_id}/reviews"
    assert reviews_in(client.get(address)) == [*others[::-1], *friends[::-1]]
    assert reviews_in(sign_in(client, cast.bo).get(address)) == [*friends[::-1], *others[::-1]]


def test_all_ratings_count_in_the_bars(client, cast):
    endorse(cast.alma, cast.product_id)
    rate(cast, cast.alma, 5)
    rate(cast, cast.eve, 2, audience="me")
    actions.delete(cast.bo, rate(cast, cast.bo, 5))
    bars = queries.rating_bars(cast.product_id)
    assert bars.counts == ((5, 2), (4, 0), (3, 0), (2, 1), (1, 0))
    assert (bars.count, bars.average, bars.by_earner_count, bars.refunded_count) == (3, 4.0, 1, 0)
    page = client.get(f"/products/{cast.product_id}/reviews").get_data(as_text=True)
    assert "1 rating is by an angel of this product." in page


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("photos=1", 1),
        ("repeat=1", 2),
        ("friends=1", 2),
        ("stars=5", 1),
        ("stars=3", 1),
        ("stars=1", 0),
        ("stars=x&photos=2&sort=y", 4),
        ("stars=6", 4),
        ("stars=-1", 4),
        ("friends=1&photos=1", 1),
        ("repeat=1&stars=4&friends=1", 1),
        ("photos=1&stars=4", 0),
        ("repeat=1&sort=helpful", 2),
        ("friends=1&sort=newest&stars=5", 1),
        ("friends=1&sort=helpful&photos=1", 1),
    ],
)
def test_they_are_narrowed(client, cast, which, expected):
    rate(cast, cast.alma, 5, pictures=[picture()])
    rate(cast, cast.alma, 4)
    rate(cast, cast.eve, 3)
    rate(cast, cast.dora, 2)
    answer = sign_in(client, cast.bo).get(f"/products/{cast.product_id}/reviews?{which}")
    assert len(reviews_in(answer)) == expected


def test_a_stranger_has_no_friends_to_narrow_by(client, cast):
    rate(cast, cast.eve, 3)
    assert len(reviews_in(client.get(f"/products/{cast.product_id}/reviews?friends=1"))) == 1


def test_what_is_chosen_stays_when_more_is_chosen(client, cast):
    rate(cast, cast.eve, 3)
    address = f"/products/{cast.product_id}/reviews?photos=1&stars=3&sort=helpful"
    page = client.get(address).get_data(as_text=True).replace("&amp;", "&")
    assert "No review fits this choice." in page
    links = re.findall(r'href="[^"]*/reviews\?([^"]+)"', page)
    assert {frozenset(link.split("&")) for link in links} >= {
        frozenset({"stars=3", "sort=helpful"}),
        frozenset({"photos=1", "sort=helpful"}),
        frozenset({"photos=1", "repeat=1", "stars=3", "sort=helpful"}),
        frozenset({"photos=1", "stars=5", "sort=helpful"}),
    }
    assert '<input type="hidden" name="photos" value="1">' in page


def test_the_most_helpful_come_first(client, cast):
    posts = [rate(cast, cast.eve, 4) for _ in range(25)]
    for post_id, people in zip(posts, [(cast.bo, cast.dora), (cast.bo,), (cast.dora,)], strict=False):
        for person in people:
            actions.react(person, post_id, kind="helpful")
    expected = [posts[0], posts[2], posts[1], *posts[:2:-1]]
    assert paged(client, f"/products/{cast.product_id}/reviews?sort=helpful") == expected


def test_the_newest_come_first_when_asked_for(client, cast):
    posts = [rate(cast, person, 4) for person in (cast.alma, cast.eve) * 6]
    browser = sign_in(client, cast.bo)
    assert paged(browser, f"/products/{cast.product_id}/reviews?sort=newest") == posts[::-1]


def paged(browser, address: str) -> list[int]:
    seen = []
    while address:
        answer = browser.get(address, headers={"HX-Request": "true"})
        seen += reviews_in(answer)
        more = re.search(r'class="more[^"]*" href="([^"]+)"', answer.get_data(as_text=True))
        address = more[1].replace("&amp;", "&") if more else ""
    return seen


def test_they_page_through_friends_and_others(client, cast):
    expected = [rate(cast, person, 4) for person in (cast.eve, cast.alma) for _ in range(12)][::-1]
    browser = sign_in(client, cast.bo)
    seen, address = [], f"/products/{cast.product_id}/reviews"
    for _ in range(3):
        answer = browser.get(address, headers={"HX-Request": "true"})
        seen += reviews_in(answer)
        more = re.search(r'class="more[^"]*" href="([^"]+)"', answer.get_data(as_text=True))
        address = more[1].replace("&amp;", "&") if more else address
    assert seen == expected
    assert more is None


@pytest.mark.parametrize(
    "cursor",
    [
        "helpful.1",
        "helpful.x.1",
        "newest." + "9" * 18,
        "friends.",
        "others.x",
        "x.1",
        "others.-1",
        "." * 50,
        "friends." + "9" * 40,
    ],
)
def test_a_strange_cursor_shows_the_beginning(client, cast, cursor):
    rate(cast, cast.alma, 5)
    assert client.get(f"/products/{cast.product_id}/reviews?after={cursor}").status_code == 200
    for sort in ("newest", "helpful"):
        answer = client.get(f"/products/{cast.product_id}/reviews?sort={sort}&after={cursor}")
        assert answer.status_code == 200


def test_its_queries_do_not_grow(client, cast):
    browser = sign_in(client, cast.bo)
    counts = []
    for count in (2, 9):
        for _ in range(count):
            rate(cast, cast.alma, 5, pictures=[picture()])
        browser.get(f"/products/{cast.product_id}/reviews")
        with counted() as statements:
            browser.get(f"/products/{cast.product_id}/reviews")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 7, statements


def test_what_somebody_rated_well_is_her_latest_word(cast):
    from domain.says.queries import latest_rating, well_rated

    rate(cast, cast.alma, 5)
    assert [(one.stars, one.audience) for one in well_rated([cast.alma.id])] == [(5, "public")]
    post_id = rate(cast, cast.alma, 4, audience="friends")
    assert [(one.stars, one.audience) for one in well_rated([cast.alma.id])] == [(4, "friends")]
    assert latest_rating(cast.alma.id, cast.product_id).is_well
    actions.delete(cast.alma, post_id)
    assert [(one.stars, one.audience) for one in well_rated([cast.alma.id])] == [(4, "me")]
    rate(cast, cast.alma, 3)
    assert well_rated([cast.alma.id, cast.bo.id]) == []
    assert not latest_rating(cast.alma.id, cast.product_id).is_well
    assert latest_rating(cast.bo.id, cast.product_id) is None
