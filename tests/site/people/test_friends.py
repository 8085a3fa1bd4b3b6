"""/friends, /@HANDLE/friendship, /@HANDLE/follow and /@HANDLE/block."""

import pytest
from flask.testing import FlaskClient

from domain.people import actions, queries
from tests.cast import Cast
from tests.domain.orders.test_alike import bought_together, wants
from tests.domain.people.strangers import make_people
from tests.queries import counted
from tests.web import post, sign_in

TABS = ["friends", "requests", "suggestions", "following", "blocked"]


def test_eve_asks_alma_and_alma_accepts(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.eve)
    assert post(client, "/@alma/friendship").status_code == 303
    assert "Take the request back" in client.get("/friends?tab=requests").get_data(as_text=True)

    sign_in(client, cast.alma)
    assert 'data-handle="eve"' in client.get("/friends?tab=requests").get_data(as_text=True)
    assert post(client, "/@eve/friendship").status_code == 303
    assert 'data-handle="eve"' in client.get("/friends").get_data(as_text=True)


def test_htmx_gets_the_buttons_as_they_are_now_and_the_badge(client: FlaskClient, cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    sign_in(client, cast.alma)
    answer = post(client, "/@eve/friendship", htmx=True)
    html = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert "<html" not in html
    assert f'id="relation-{cast.eve.id}"' in html
    assert 'id="request-count"' in html and "hx-swap-oob" in html


def test_one_returns_to_the_page_one_comes_from(client: FlaskClient, cast: Cast) -> None:
    from tests.web import token_of

    sign_in(client, cast.eve)
    fields = {"csrf_token": token_of(client)}
    answer = client.post("/@alma/follow", data=fields, headers={"Referer": "http://localhost/products/1"})

    assert answer.location == "/products/1"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_full_and_empty(client: FlaskClient, cast: Cast, tab: str) -> None:
    sign_in(client, cast.eve)
    assert client.get(f"/friends?tab={tab}").status_code == 200

    fay, gus, hal, ida = make_people("fay", "gus", "hal", "ida")
    actions.ask_friend(cast.eve, fay.id)
    actions.ask_friend(gus, cast.eve.id)
    actions.follow(cast.eve, hal.id)
    actions.block(cast.eve, ida.id)
    assert client.get(f"/friends?tab={tab}").status_code == 200


@pytest.mark.parametrize(
    "query", ["tab=odd", "tab=friends&after=%00", "q=" + "x" * 500, "after=%F0%9F%8D%89", "tab="]
)
def test_odd_addresses_are_answered_with_words(client: FlaskClient, cast: Cast, query: str) -> None:
    sign_in(client, cast.alma)

    assert client.get(f"/friends?{query}").status_code in (200, 404)


def test_the_list_goes_on_by_handle(client: FlaskClient, cast: Cast) -> None:
    friends = make_people(*(f"fay_{number:02}" for number in range(25)))
    for friend in friends:
        actions.ask_friend(friend, cast.alma.id)
        actions.ask_friend(cast.alma, friend.id)
    sign_in(client, cast.alma)

    first = client.get("/friends").get_data(as_text=True)
    assert "after=fay_18" in first
    second = client.get("/friends?tab=friends&after=fay_18", headers={"HX-Request": "true"}).get_data(
        as_text=True
    )
    assert "<html" not in second
    assert second.count("data-handle=") == 6


@pytest.mark.parametrize("tab", TABS)
def test_no_tab_asks_more_than_ten_times(client: FlaskClient, cast: Cast, tab: str) -> None:
    people = make_people(*(f"fay_{number:02}" for number in range(30)))
    for person in people[:15]:
        actions.ask_friend(person, cast.bo.id)
        actions.ask_friend(cast.bo, person.id)
    for person in people[15:]:
        actions.ask_friend(person, cast.alma.id)
    sign_in(client, cast.alma)

    with counted() as statements:
        client.get(f"/friends?tab={tab}")
    assert len(statements) <= 10


def test_a_blocked_person_finds_nothing(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    answer = post(client, "/@eve/block")
    assert answer.location == "/friends?tab=blocked"
    assert "Unblock" in client.get(answer.location).get_data(as_text=True)

    sign_in(client, cast.eve)
    for verb in ("friendship", "follow", "block", "friendship/delete", "follow/delete", "block/delete"):
        assert post(client, f"/@alma/{verb}").status_code == 404
    assert client.get("/@alma").status_code == 404


def test_htmx_is_sent_to_the_list_of_blocked_people(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)

    assert post(client, "/@eve/block", htmx=True).headers["HX-Redirect"] == "/friends?tab=blocked"


def test_alma_lifts_the_block(client: FlaskClient, cast: Cast) -> None:
    actions.block(cast.alma, cast.eve.id)
    sign_in(client, cast.alma)

    assert post(client, "/@eve/block/delete").status_code == 303
    assert client.get("/@eve").status_code == 200


def test_a_suggestion_names_the_friends_in_common_and_can_be_sent_away(
    client: FlaskClient, cast: Cast
) -> None:
    [fay] = make_people("fay")
    actions.ask_friend(fay, cast.bo.id)
    actions.ask_friend(cast.bo, fay.id)
    sign_in(client, cast.alma)
    html = client.get("/friends?tab=suggestions").get_data(as_text=True)
    assert "1 friend in common: Bo" in html

    part = post(client, "/@fay/suggestion/delete", htmx=True)
    assert "Fay is not suggested any more." in part.get_data(as_text=True)
    assert 'data-handle="fay"' not in client.get("/friends?tab=suggestions").get_data(as_text=True)
    assert post(client, "/@fay/suggestion/delete").location == "/friends?tab=suggestions"


def test_people_alike_appear_among_the_suggestions(client: FlaskClient, cast: Cast) -> None:
    bought_together(cast, 3, cast.alma, cast.eve)
    for person in (cast.alma, cast.eve):
        wants(person)
    sign_in(client, cast.alma)
    html = client.get("/friends?tab=suggestions").get_data(as_text=True)

    assert 'data-handle="eve"' in html
    assert "bought at least 3 of the same things" in html


def test_oneself_is_no_friend(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)

    for verb in ("friendship", "follow", "block"):
        assert post(client, f"/@alma/{verb}").status_code == 422


def test_a_stranger_has_to_sign_in_first(client: FlaskClient, cast: Cast) -> None:
    for path in ("/@alma/friendship", "/@alma/follow", "/@alma/block"):
        answer = post(client, path)
        assert answer.status_code == 303
        assert answer.location.startswith("/login")


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("alma", "Edit profile"),
        ("bo", "End the friendship"),
        ("eve", "Add friend"),
        ("chen", "Accept"),
        ("dora", "Take the request back"),
    ],
)
def test_the_profile_shows_the_buttons_that_fit(
    client: FlaskClient, cast: Cast, person: str, words: str
) -> None:
    actions.ask_friend(cast.alma, cast.chen.id)
    actions.ask_friend(cast.dora, cast.alma.id)
    sign_in(client, getattr(cast, person))

    assert words in client.get("/@alma").get_data(as_text=True)


def test_an_unsigned_visitor_sees_the_profile_and_is_led_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    html = client.get("/@alma").get_data(as_text=True)

    assert "Alma" in html
    assert "alma@example.org" not in html
    assert "/login?next=/@alma" in html.replace("%40", "@")


def test_nobody_sees_an_address(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.bo)

    assert "alma@example.org" not in client.get("/@alma").get_data(as_text=True)
    assert queries.person(cast.bo, "alma").friend_count == 1
