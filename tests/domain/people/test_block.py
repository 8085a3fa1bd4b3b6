"""A block works in both directions, everywhere."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotFound, Refused
from domain.people import actions, queries
from domain.people.check import blocked_people_are_nothing_to_each_other
from domain.people.models import Follow, FriendRequest
from tests.cast import Cast
from tests.events import recorded


def test_neither_sees_the_other(cast: Cast) -> None:
    actions.block(cast.alma, cast.eve.id)

    for one, other in ((cast.alma, cast.eve), (cast.eve, cast.alma)):
        with pytest.raises(NotFound):
            queries.person(one, other.handle)
        assert queries.ids_of_handles(one, [other.handle]) == {}


def test_others_see_both(cast: Cast) -> None:
    actions.block(cast.alma, cast.eve.id)

    assert set(queries.ids_of_handles(cast.bo, ["alma", "eve"])) == {"alma", "eve"}


def test_it_ends_a_friendship_and_all_that_followed_from_it(cast: Cast) -> None:
    with recorded() as events:
        actions.block(cast.bo, cast.alma.id)

    assert session.scalars(select(Follow)).all() == []
    assert [type(event).__name__ for event in events] == ["FriendshipEnded", "Blocked"]


def test_it_ends_requests_in_both_directions(cast: Cast) -> None:
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.ask_friend(cast.chen, cast.eve.id)
    actions.block(cast.alma, cast.eve.id)
    actions.block(cast.eve, cast.chen.id)

    assert session.scalars(select(FriendRequest)).all() == []
    assert blocked_people_are_nothing_to_each_other() == []


@pytest.mark.parametrize("verb", [actions.ask_friend, actions.follow, actions.block])
def test_who_is_blocked_can_start_nothing(cast: Cast, verb) -> None:  # type: ignore[no-untyped-def]
    actions.block(cast.alma, cast.eve.id)

    with pytest.raises(NotFound):
        verb(cast.eve, cast.alma.id)


def test_an_invite_does_not_get_round_it(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    actions.block(cast.alma, cast.eve.id)

    with pytest.raises(NotFound):
        actions.accept_invite(cast.eve, code)


def test_lifting_it_brings_nothing_back_but_sight(cast: Cast) -> None:
    actions.block(cast.bo, cast.alma.id)
    actions.unblock(cast.bo, cast.alma.id)

    assert queries.relation(cast.bo, cast.alma.id) == queries.Relation()
    assert queries.person(cast.bo, "alma").friend_count == 0


def test_only_the_blocker_lifts_it(cast: Cast) -> None:
    actions.block(cast.alma, cast.eve.id)

    with pytest.raises(NotFound):
        actions.unblock(cast.eve, cast.alma.id)


def test_the_blocker_still_finds_whom_she_blocked_in_her_list(cast: Cast) -> None:
    actions.block(cast.alma, cast.eve.id)

    assert [one.handle for one in queries.blocked_people(cast.alma)] == ["eve"]
    assert list(queries.blocked_people(cast.eve)) == []


def test_nobody_blocks_herself(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.block(cast.alma, cast.alma.id)
