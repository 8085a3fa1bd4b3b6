"""Atom feeds: what stands in whose, how they are asked for again, the secret address of one's own."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.people import actions as people
from domain.people.models import Circle, CircleMember, Follow, Mute, User
from domain.says import actions
from tests.domain.says.world import receive
from tests.queries import counted
from tests.site.says.test_atom import NS, entries
from tests.web import post, sign_in

CANARY = "canary-for-friends"


def address_of(client, person) -> str:
    """Makes the address by the page, as its owner does."""
    browser = sign_in(client, person)
    assert post(browser, "/settings/feeds").status_code == 303
    page = browser.get("/settings/feeds").get_data(as_text=True)
    found = re.search(r"http://localhost(/feeds/[^\"]+\.atom)", page)
    assert found, page
    return found[1]


def test_what_friends_say_is_in_a_friends_own_feed_and_in_no_other(app, cast):
    post_id = actions.publish(cast.alma, body=CANARY, audience="friends", product_id=cast.product_id)
    actions.publish(cast.alma, body="public words")
    own = {
        person.handle: f"/feeds/{people.make_feed_address(person)}.atom"
        for person in (cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga)
    }
    for person in (cast.chen, cast.eve):
        people.follow(person, cast.alma.id)
    public = ["/@alma.atom", f"/products/{cast.product_id}.atom", "/discover.atom"]
    reading = {}
    for address in (*own.values(), *public):
        for client in (app.test_client(), sign_in(app.test_client(), cast.bo)):
            reading.setdefault(address, set()).add(CANARY in client.get(address).text)
    assert {handle for handle, address in own.items() if reading[address] == {True}} == {"alma", "bo"}
    assert all(
        found == {False} for address, found in reading.items() if address not in (own["alma"], own["bo"])
    )
    assert f"http://localhost/says/{post_id}" in dict(entries(app.test_client().get(own["bo"])))


def test_a_circle_and_only_me_are_kept_to_whom_they_are_for(app, cast):
    @action
    def close_friends() -> int:
        circle = Circle(owner_id=cast.alma.id, name="Close", created_at=clock.now())
        session.add(circle)
        session.flush()
        session.add(CircleMember(circle_id=circle.id, member_id=cast.bo.id, added_at=clock.now()))
        return circle.id

    circle_id = close_friends()
    befriend_dora(cast)
    in_circle = actions.publish(cast.alma, body="for the circle", audience="friends")

    @action
    def narrow() -> None:
        from domain.says.models import Post

        made = session.get_one(Post, in_circle)
        made.audience, made.circle_id = "circle", circle_id

    narrow()
    actions.publish(cast.alma, body="for nobody", audience="me")
    texts = {
        person.handle: app.test_client().get(f"/feeds/{people.make_feed_address(person)}.atom").text
        for person in (cast.alma, cast.bo, cast.dora)
    }
    assert {handle for handle, text in texts.items() if "for the circle" in text} == {"alma", "bo"}
    assert not any("for nobody" in text for text in texts.values())


@action
def befriend_dora(cast) -> None:
    for one, other in ((cast.alma, cast.dora), (cast.dora, cast.alma)):
        session.add(Follow(follower_id=one.id, followee_id=other.id, is_friend=True, created_at=clock.now()))


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client, cast):
    address = address_of(client, cast.bo)
    assert client.get(address).status_code == 200
    again = client.get("/settings/feeds").get_data(as_text=True)
    assert "/feeds/" not in again.replace("/settings/feeds", "")
    assert "There is an address" in again
    kept = session.get_one(User, cast.bo.id).feed_token_hash
    assert len(kept) == 64
    assert client.get(f"/feeds/{kept[:43]}.atom").status_code == 404


def test_a_new_address_ends_the_old_and_an_ended_one_leads_nowhere(app, client, cast):
    reader = app.test_client()
    first = address_of(client, cast.bo)
    assert post(client, "/settings/feeds").status_code == 303
    second = re.search(r"http://localhost(/feeds/[^\"]+)", client.get("/settings/feeds").text)[1]
    assert [reader.get(address).status_code for address in (first, second)] == [404, 200]
    assert post(client, "/settings/feeds/delete").status_code == 303
    assert reader.get(second).status_code == 404
    assert "There is an address" not in client.get("/settings/feeds").text


def test_it_stops_while_one_is_suspended_and_when_the_account_is_closed(app, cast):
    reader, address = app.test_client(), f"/feeds/{people.make_feed_address(cast.bo)}.atom"
    assert reader.get(address).status_code == 200
    until_at = clock.now() + timedelta(days=1)
    people.suspend(cast.dora, cast.bo.id, reason="Spam", until_at=until_at)
    assert reader.get(address).status_code == 404
    people.lift_suspension(cast.dora, cast.bo.id)
    assert reader.get(address).status_code == 200

    @action
    def close() -> None:
        session.get_one(User, cast.bo.id).closed_at = clock.now()

    close()
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 44, "%00" * 43, "A" * 42 + "%20"])
def test_what_is_no_address_is_not_found(client, cast, token):
    assert client.get(f"/feeds/{token}.atom").status_code == 404


def test_it_needs_no_session_and_sets_no_cookie(app, cast):
    actions.publish(cast.alma, body="hello")
    for address in (f"/feeds/{people.make_feed_address(cast.bo)}.atom", "/discover.atom", "/@alma.atom"):
        answer = app.test_client().get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Robots-Tag"] == "noindex"
        root = ElementTree.fromstring(answer.data)
        own = [link.get("href") for link in root.findall("a:link", NS) if link.get("rel") == "self"]
        assert own == [f"http://localhost{address}"]
    assert "Disallow: /feeds/" in app.test_client().get("/robots.txt").text


def test_a_secret_address_is_not_told_to_anybody_who_may_read_the_feed_elsewhere(app, cast):
    token = people.make_feed_address(cast.bo)
    answer = app.test_client().get(f"/feeds/{token}.atom")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert ElementTree.fromstring(answer.data).findtext("a:id", "", NS) == "http://localhost/@bo#feed"


@pytest.mark.parametrize("which", ["own", "/@alma.atom", "/discover.atom", "product"])
def test_who_has_it_already_is_told_so_until_something_is_said(app, cast, which):
    receive(cast, cast.alma)
    actions.publish(cast.alma, body="one", product_id=cast.product_id, stars=4)
    address = {
        "own": f"/feeds/{people.make_feed_address(cast.bo)}.atom",
        "product": f"/products/{cast.product_id}.atom",
    }.get(which, which)
    reader = app.test_client()
    for _ in range(2):
        answer = reader.get(address)
        tag, at = answer.headers["ETag"], answer.headers["Last-Modified"]
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert reader.get(address, headers={"If-Modified-Since": at}).status_code == 304
        assert (
            reader.get(address, headers={"If-None-Match": '"other"', "If-Modified-Since": at}).status_code
            == 200
        )
    receive(cast, cast.alma)
    actions.publish(cast.alma, body="two", product_id=cast.product_id, stars=5)
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_an_empty_feed_is_a_feed_and_stays_the_same(client, cast):
    first, second = client.get("/discover.atom?a=1"), client.get("/discover.atom?a=2")
    assert entries(first) == []
    assert ElementTree.fromstring(first.data).findtext("a:updated", "", NS) == "1970-01-01T00:00:00+00:00"
    assert first.headers["Last-Modified"] == second.headers["Last-Modified"]


def test_who_earns_says_so_in_the_text(app, cast):
    angels.endorse(cast.alma, cast.product_id)
    actions.publish(cast.alma, body="Buy this", product_id=cast.product_id)
    for address in ("/discover.atom", "/@alma.atom", f"/feeds/{people.make_feed_address(cast.bo)}.atom"):
        ((_, content),) = entries(app.test_client().get(address))
        assert "Ad: Alma earns" in content


def test_what_the_owner_has_muted_is_not_in_hers(app, cast):
    actions.publish(cast.alma, body="hello")

    @action
    def mute() -> None:
        session.add(Mute(user_id=cast.bo.id, muted_id=cast.alma.id, created_at=clock.now()))

    mute()
    assert entries(app.test_client().get(f"/feeds/{people.make_feed_address(cast.bo)}.atom")) == []


def test_her_own_language_is_the_feeds(app, cast):
    @action
    def speak_chinese() -> None:
        session.get_one(User, cast.bo.id).locale = "zh_Hans"

    receive(cast, cast.alma)
    actions.publish(cast.alma, body="x", product_id=cast.product_id, stars=5)
    speak_chinese()
    answer = app.test_client().get(
        f"/feeds/{people.make_feed_address(cast.bo)}.atom", headers={"Accept-Language": "en"}
    )
    assert "买过" in entries(answer)[0][1]


def test_its_queries_do_not_grow_with_the_posts(app, cast):
    address, reader = f"/feeds/{people.make_feed_address(cast.bo)}.atom", app.test_client()
    counts = []
    for count in (2, 10):
        for _ in range(count):
            actions.publish(cast.alma, body="x", product_id=cast.product_id)
        reader.get(address)
        with counted() as statements:
            reader.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


def test_pages_lead_feed_readers_to_their_feeds(client, cast):
    actions.publish(cast.alma, body="hello")
    pages = {
        "/@alma": "/@alma.atom",
        "/@alma/says": "/@alma.atom",
        f"/products/{cast.product_id}": f"/products/{cast.product_id}.atom",
        "/discover": "/discover.atom",
        "/": "/discover.atom",
    }
    for page, feed in pages.items():
        found = re.search(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', client.get(page).text
        )
        assert found and urlsplit(found[1]).path == feed
        assert client.get(feed).status_code == 200


def test_a_new_password_ends_the_address(app, client, cast):
    address = address_of(client, cast.bo)
    people.set_password(cast.bo.id, password_hash="another")
    assert app.test_client().get(address).status_code == 404


def test_one_who_may_not_write_makes_no_address(client, cast):
    browser = sign_in(client, cast.bo)
    people.suspend(cast.dora, cast.bo.id, reason="Spam", until_at=clock.now() + timedelta(days=1))
    assert post(browser, "/settings/feeds").status_code == 403
    assert session.get_one(User, cast.bo.id).feed_token_hash is None


def test_a_stranger_has_no_address(client, cast):
    assert client.get("/settings/feeds").status_code == 303


def test_a_topic_is_read_elsewhere_as_far_as_it_is_public(client, cast):
    shown = actions.publish(cast.alma, body="the best #榴莲")
    actions.publish(cast.alma, body="among us #榴莲", audience="friends")
    actions.publish(cast.alma, body="among us #secret", audience="friends")
    assert [address for address, _ in entries(client.get("/topics/榴莲.atom"))] == [
        f"http://localhost/says/{shown}"
    ]
    assert 'href="http://localhost/topics/' in client.get("/topics/榴莲").text
    for name in ("secret", "nothing", "%3Cx%3E"):
        assert client.get(f"/topics/{name}.atom").status_code == 404
