"""The feed: who is in it, how it pages, what it costs."""

import re

import pytest

from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.people.models import Follow, User
from domain.says import actions
from domain.says.models import Post
from tests.domain.says.world import picture, receive
from tests.queries import counted
from tests.web import sign_in


def ids_in(answer) -> list[int]:
    return [
        int(found)
        for found in re.findall(r'<article class="post[^"]*" id="post-(\d+)"', answer.get_data(as_text=True))
    ]


@action
def follow(reader, read, *, is_friend: bool = False, shows_posts: bool = True) -> None:
    from core import clock

    session.merge(
        Follow(
            follower_id=reader.id,
            followee_id=read.id,
            is_friend=is_friend,
            shows_posts=shows_posts,
            created_at=clock.now(),
        )
    )


def test_friends_and_followed_angels_and_oneself_are_in_it(client, cast):
    follow(cast.bo, cast.chen)
    public, friends, hers = (
        actions.publish(cast.chen, body="public"),
        actions.publish(cast.alma, body="friends", audience="friends"),
        actions.publish(cast.bo, body="mine", audience="me"),
    )
    actions.publish(cast.chen, body="for chen's friends", audience="friends")
    actions.publish(cast.alma, body="only alma", audience="me")
    actions.publish(cast.eve, body="a stranger's")
    assert ids_in(sign_in(client, cast.bo).get("/")) == [hers, friends, public]


def test_a_friend_whose_posts_one_does_not_want_is_left_out(client, cast):
    mine = actions.publish(cast.bo, body="mine")
    actions.publish(cast.alma, body="again")
    follow(cast.bo, cast.alma, is_friend=True, shows_posts=False)
    assert ids_in(sign_in(client, cast.bo).get("/")) == [mine]


def test_it_pages_by_key(client, cast):
    posts = [actions.publish(cast.alma, body=f"number {n}") for n in range(25)][::-1]
    browser = sign_in(client, cast.bo)
    first = browser.get("/")
    assert ids_in(first) == posts[:20]
    more = re.search(r'class="more[^"]*" href="([^"]+)"', first.get_data(as_text=True))[1]
    assert more == f"/?before={posts[19]}"
    part = browser.get(more, headers={"HX-Request": "true"})
    assert ids_in(part) == posts[20:]
    assert b"<html" not in part.data
    assert b'id="posts"' in part.data
    assert "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "9" * 30, "1e3", ""])
def test_a_strange_cursor_shows_the_beginning(client, cast, cursor):
    post_id = actions.publish(cast.alma, body="hello")
    assert ids_in(sign_in(client, cast.bo).get(f"/?before={cursor}")) == [post_id]


def test_signed_out_it_shows_what_is_public(client, cast):
    public = actions.publish(cast.alma, body="public")
    actions.publish(cast.alma, body="friends", audience="friends")
    for address in ("/", "/discover"):
        answer = client.get(address)
        assert ids_in(answer) == [public]
        assert "Set-Cookie" not in answer.headers
        assert "csrf_token" not in answer.get_data(as_text=True)


def test_the_public_page_is_kept_until_something_is_said(client, cast):
    one = actions.publish(cast.alma, body="one")
    assert ids_in(client.get("/")) == [one]
    with counted() as statements:
        assert ids_in(client.get("/")) == [one]
    assert statements == []
    two = actions.publish(cast.alma, body="two")
    assert ids_in(client.get("/")) == [two, one]


def test_a_feed_without_anybody_says_what_to_do(client, cast):
    post_id = actions.publish(cast.alma, body="public")
    answer = sign_in(client, cast.eve).get("/")
    assert ids_in(answer) == [post_id]
    assert "Find your friends" in answer.get_data(as_text=True)


def test_blocking_ends_it_in_both_directions(client, cast):
    from core import clock
    from domain.people.models import Block

    @action
    def block() -> None:
        session.add(Block(blocker_id=cast.alma.id, blocked_id=cast.eve.id, created_at=clock.now()))

    for person in (cast.alma, cast.eve):
        actions.publish(person, body="public")
    block()
    for person, other in ((cast.alma, cast.eve), (cast.eve, cast.alma)):
        browser = sign_in(client, person)
        assert ids_in(browser.get("/discover")) == [
            post.id for post in session.query(Post) if post.author_id != other.id
        ]
        assert browser.get(f"/@{other.handle}/says").status_code == 404
        browser.post("/logout")


def write_much(cast, count: int) -> None:
    """Posts with everything that a card can have."""
    for number in range(count):
        author = cast.alma if number % 2 else cast.chen
        post_id = actions.publish(
            author, body=f"number {number}", product_id=cast.product_id, pictures=[picture(), picture()]
        )
        root = actions.comment(cast.bo, post_id, body="yes")
        actions.comment(cast.alma, post_id, body="thanks", parent_id=root)
        actions.react(cast.bo, post_id)


@action
def let_everyone_know() -> None:
    session.query(User).update({"purchases_shown": "named"})


@pytest.mark.parametrize("address", ["/", "/discover", "/@alma/says"])
def test_its_queries_do_not_grow_with_the_posts(client, cast, address):
    follow(cast.bo, cast.chen)
    let_everyone_know()
    receive(cast, cast.alma)
    angels.endorse(cast.alma, cast.product_id)
    angels.make_share_link(cast.alma, product_id=cast.product_id)
    browser = sign_in(client, cast.bo)
    counts = []
    for count in (5, 20):
        write_much(cast, count)
        browser.get(address)
        with counted() as statements:
            assert browser.get(address).status_code == 200
        counts.append(len(statements))
    assert b"data-ad-label" in browser.get(address).data
    assert counts[0] == counts[1]
    assert counts[1] <= 10, statements


def test_new_posts_are_told_and_not_put_in(client, cast):
    seen = actions.publish(cast.alma, body="one")
    browser = sign_in(client, cast.bo)
    assert f'data-poll="/feed/new?since={seen}"' in browser.get("/").get_data(as_text=True)
    assert browser.get(f"/feed/new?since={seen}").status_code == 204
    actions.publish(cast.bo, body="my own")
    actions.publish(cast.eve, body="a stranger's")
    assert browser.get(f"/feed/new?since={seen}").status_code == 204
    actions.publish(cast.alma, body="two")
    answer = browser.get(f"/feed/new?since={seen}")
    assert (answer.status_code, "1 new post" in answer.get_data(as_text=True)) == (200, True)
    for since in ("", "x", "0"):
        assert browser.get(f"/feed/new?since={since}").status_code == 204


def test_each_card_says_why_it_is_there(client, cast):
    follow(cast.bo, cast.chen)
    actions.publish(cast.alma, body="one")
    actions.publish(cast.chen, body="two")
    page = sign_in(client, cast.bo).get("/").get_data(as_text=True)
    assert page.index("you follow her") < page.index("your friend")


def test_each_card_says_what_it_has_to_do_with_the_reader(client, cast):
    receive(cast, cast.bo)
    posts = {
        "mentions you": actions.publish(cast.alma, body="Look, @bo!"),
        "about something you own": actions.publish(cast.alma, body="x", product_id=cast.product_id),
        "your own": actions.publish(cast.bo, body="mine @bo", product_id=cast.product_id),
    }
    browser = sign_in(client, cast.bo)
    page = browser.get("/").get_data(as_text=True)
    for reason, post_id in posts.items():
        card = page.partition(f'id="post-{post_id}"')[2].partition("</article>")[0]
        assert [one for one in posts if one in card] == [reason]
    angels.endorse(cast.bo, cast.product_id)
    assert "about something you endorse" in browser.get("/discover").get_data(as_text=True)


def test_the_switches_are_links_with_their_state_in_the_address(client, cast):
    receive(cast, cast.alma)
    review = actions.publish(cast.alma, body="Sweet", product_id=cast.product_id, stars=5)
    plain = actions.publish(cast.alma, body="plain")
    browser = sign_in(client, cast.bo)
    answer = browser.get("/?reviews=1&ads=0")
    assert ids_in(answer) == [review]
    page = answer.get_data(as_text=True)
    assert '<a href="/?ads=0" aria-current="true">' in page
    assert '<a href="/?reviews=1&amp;ads=0&amp;sort=repurchase">' in page
    assert f'data-poll="/feed/new?since={review}&amp;reviews=1&amp;ads=0"' in page
    assert ids_in(browser.get("/")) == [plain, review]


def test_switches_that_leave_nothing_can_be_taken_back(client, cast):
    actions.publish(cast.alma, body="plain")
    for address in ("/?reviews=1&sort=repurchase", "/discover?own=1&sort=repurchase"):
        page = sign_in(client, cast.bo).get(address).get_data(as_text=True)
        assert "Nothing fits these switches" in page
        assert f'href="{address.partition("?")[0]}?sort=repurchase">Show everything' in page


def test_a_stranger_has_the_switches_that_make_sense_for_her(client, cast):
    receive(cast, cast.alma)
    review = actions.publish(cast.alma, body="Sweet", product_id=cast.product_id, stars=5)
    actions.publish(cast.alma, body="plain")
    answer = client.get("/discover?reviews=1&own=1")
    assert ids_in(answer) == [review]
    assert "own or endorse" not in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_repurchase_first_pages_and_says_why_a_post_is_high(client, cast):
    for _ in range(4):
        receive(cast, cast.alma)
    again = actions.publish(cast.alma, body="again", product_id=cast.product_id)
    others = [actions.publish(cast.alma, body="x") for _ in range(25)][::-1]
    browser = sign_in(client, cast.bo)
    first = browser.get("/?sort=repurchase")
    page = first.get_data(as_text=True)
    assert ids_in(first) == [again, *others[:19]]
    assert "Up here: bought 4 times, last" in page
    assert f"since={others[0]}&amp;sort=repurchase" in page
    more = re.search(r'class="more[^"]*" href="([^"]+)"', page)[1].replace("&amp;", "&")
    actions.publish(cast.alma, body="new")
    rest = browser.get(more, headers={"HX-Request": "true"})
    assert ids_in(rest) == others[19:]
    assert "data-poll" not in browser.get(more).get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["/?sort=repurchase", "/?reviews=1&own=1&ads=0", "/discover?sort=repurchase"]
)
def test_switched_lists_cost_no_more_with_more_posts(client, cast, address):
    follow(cast.bo, cast.chen)
    let_everyone_know()
    for person in (cast.alma, cast.bo):
        receive(cast, person)
    angels.endorse(cast.alma, cast.product_id)
    browser = sign_in(client, cast.bo)
    counts = []
    for count in (5, 20):
        write_much(cast, count)
        browser.get(address)
        with counted() as statements:
            assert browser.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 10, statements


def test_news_obey_the_switches_and_lead_back_to_them(client, cast):
    receive(cast, cast.alma)
    seen = actions.publish(cast.alma, body="one")
    browser = sign_in(client, cast.bo)
    actions.publish(cast.alma, body="no stars")
    assert browser.get(f"/feed/new?since={seen}&reviews=1").status_code == 204
    actions.publish(cast.alma, body="Sweet", product_id=cast.product_id, stars=5)
    answer = browser.get(f"/feed/new?since={seen}&reviews=1&sort=repurchase")
    assert "1 new post" in answer.get_data(as_text=True)
    assert 'href="/?reviews=1&amp;sort=repurchase"' in answer.get_data(as_text=True)


def test_a_feed_without_anybody_offers_to_rate_what_one_owns(client, cast):
    receive(cast, cast.eve)
    browser = sign_in(client, cast.eve)
    address = f'href="/says/new?product_id={cast.product_id}"'
    assert address in browser.get("/").get_data(as_text=True)
    actions.publish(cast.eve, body="Sweet", product_id=cast.product_id, stars=5, audience="me")
    page = browser.get("/").get_data(as_text=True)
    assert "Rate what you own" in page
    assert address not in page


def test_the_end_of_a_short_feed_leads_on(client, cast):
    actions.publish(cast.alma, body="hello")
    end = sign_in(client, cast.bo).get("/").get_data(as_text=True).partition("feed-end")[2]
    for address in ("/friends", "/says/new", "/discover"):
        assert f'href="{address}"' in end
