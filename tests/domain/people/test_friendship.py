"""Asking, accepting and ending friendship."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.people import actions, queries
from domain.people.models import FriendRequest
from domain.people.viewer import ANONYMOUS, Viewer
from domain.viewers import viewer_of
from tests.cast import Cast
from tests.domain.people.strangers import make_people
from tests.events import recorded


def requests() -> list[tuple[int, int]]:
    return [tuple(row) for row in session.execute(select(FriendRequest.from_id, FriendRequest.to_id))]


def are_friends(one: Viewer, other: Viewer) -> bool:
    both = queries.relation(one, other.id).is_friend, queries.relation(other, one.id).is_friend
    assert both[0] == both[1]
    return both[0]


def test_eve_asks_and_alma_accepts(cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    assert not are_friends(cast.eve, cast.alma)

    actions.ask_friend(cast.alma, cast.eve.id)
    assert are_friends(cast.eve, cast.alma)
    assert requests() == []


def test_friends_read_each_other(cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.ask_friend(cast.alma, cast.eve.id)

    assert queries.relation(cast.eve, cast.alma.id).follows
    assert queries.relation(cast.alma, cast.eve.id).follows


def test_asking_twice_is_asking_once(cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.ask_friend(cast.eve, cast.alma.id)

    assert requests() == [(cast.eve.id, cast.alma.id)]


def test_asking_a_friend_changes_nothing(cast: Cast) -> None:
    actions.ask_friend(cast.alma, cast.bo.id)

    assert requests() == []
    assert are_friends(cast.alma, cast.bo)


def test_a_request_is_taken_back_by_the_asker(cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.end_friendship(cast.eve, cast.alma.id)

    assert requests() == []


def test_a_request_is_declined_by_the_asked(cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.end_friendship(cast.alma, cast.eve.id)

    assert requests() == []
    assert not are_friends(cast.eve, cast.alma)


def test_ending_a_friendship_ends_reading_too(cast: Cast) -> None:
    actions.end_friendship(cast.bo, cast.alma.id)

    assert not are_friends(cast.alma, cast.bo)
    assert not queries.relation(cast.alma, cast.bo.id).follows
    assert not queries.relation(cast.bo, cast.alma.id).follows


def test_nobody_befriends_herself(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.ask_friend(cast.alma, cast.alma.id)


@pytest.mark.parametrize("user_id", [0, 999_999, 2**62])
def test_nobody_befriends_a_person_who_is_not_there(cast: Cast, user_id: int) -> None:
    with pytest.raises(NotFound):
        actions.ask_friend(cast.alma, user_id)


def test_a_stranger_who_is_not_signed_in_asks_nobody(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.ask_friend(ANONYMOUS, cast.alma.id)


def test_a_suspended_person_asks_nobody_but_may_leave(cast: Cast) -> None:
    actions.suspend(cast.dora, cast.bo.id, reason="spam", until_at=clock.now() + timedelta(days=1))
    bo = viewer_of(cast.bo.id)

    with pytest.raises(NotAllowed):
        actions.ask_friend(bo, cast.eve.id)
    actions.end_friendship(bo, cast.alma.id)
    assert not are_friends(cast.alma, cast.bo)


def test_requests_that_wait_are_limited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.people.actions.friends.OPEN_REQUESTS_AT_MOST", 2)
    fay, gus, hal = make_people("fay", "gus", "hal")
    actions.ask_friend(cast.eve, fay.id)
    actions.ask_friend(cast.eve, gus.id)

    with pytest.raises(Refused):
        actions.ask_friend(cast.eve, hal.id)


def test_what_happened_is_recorded(cast: Cast) -> None:
    with recorded() as events:
        actions.ask_friend(cast.eve, cast.alma.id)
        actions.ask_friend(cast.alma, cast.eve.id)
        actions.end_friendship(cast.alma, cast.eve.id)

    assert [type(event).__name__ for event in events] == ["FriendAsked", "FriendshipMade", "FriendshipEnded"]


def test_the_friends_list_is_found_by_name_and_paged(cast: Cast) -> None:
    friends = make_people("fay", "gus", "hal", "ida")
    for friend in friends:
        actions.ask_friend(friend, cast.alma.id)
        actions.ask_friend(cast.alma, friend.id)

    first = queries.friends(cast.alma, size=3)
    second = queries.friends(cast.alma, after=str(first.next_cursor), size=3)

    assert [one.handle for one in (*first, *second)] == ["bo", "fay", "gus", "hal", "ida"]
    assert second.next_cursor is None
    assert [one.handle for one in queries.friends(cast.alma, words="GU")] == ["gus"]
    assert [one.handle for one in queries.friends(cast.alma, words="%")] == []


def test_friends_of_friends_are_suggested_by_how_many_friends_they_share(cast: Cast) -> None:
    fay, gus = make_people("fay", "gus")
    _befriend((cast.alma, fay), (cast.bo, gus), (fay, gus), (cast.bo, cast.chen))

    suggested = queries.suggestions(cast.alma)

    assert [(one.handle, one.mutual_count) for one in suggested] == [("gus", 2), ("chen", 1)]


def test_who_has_been_asked_or_blocked_is_not_suggested(cast: Cast) -> None:
    fay, gus, hal = make_people("fay", "gus", "hal")
    _befriend((cast.bo, fay), (cast.bo, gus), (cast.bo, hal))
    actions.ask_friend(cast.alma, fay.id)
    actions.block(gus, cast.alma.id)

    assert [one.handle for one in queries.suggestions(cast.alma)] == ["hal"]


@pytest.mark.torture
def test_two_who_ask_each_other_at_once_become_friends(site: Flask, cast: Cast) -> None:
    code = actions.make_invite(cast.eve)
    deeds = [
        lambda: actions.ask_friend(cast.eve, cast.chen.id),
        lambda: actions.ask_friend(cast.chen, cast.eve.id),
        lambda: actions.accept_invite(cast.chen, code),
    ]

    def press(number: int) -> None:
        with site.app_context():
            deeds[number % 3]()
            session.remove()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(press, range(18)))

    assert are_friends(cast.eve, cast.chen)
    assert requests() == []


@action
def _befriend(*pairs: tuple[Viewer, Viewer]) -> None:
    for one, other in pairs:
        actions.ask_friend(one, other.id)
        actions.ask_friend(other, one.id)
