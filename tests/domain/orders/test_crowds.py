"""Friends who only want to be counted: told of as three or more, never so that one of them is given away."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import delete, update

from core import clock
from core.db import session
from core.unit import action
from domain.orders import queries
from domain.orders.models import Purchase
from domain.orders.queries import FriendsBought
from domain.people.models import Follow, User
from domain.people.viewer import Viewer
from tests.cast import Cast, befriend
from tests.domain.people.strangers import make_people
from tests.queries import counted

HANDLES = [f"fay_{number:02}" for number in range(14)]
LONG = timedelta(days=30)


@pytest.fixture
def friends(cast: Cast) -> list[Viewer]:
    """Of Alma, for long. Bo is another, who shows nothing."""
    people = make_people(*HANDLES)
    arrange(cast, people, buyers=[])
    return people


@action
def arrange(
    cast: Cast,
    friends: list[Viewer],
    *,
    buyers: list[Viewer],
    modes: dict[int, str] | None = None,
    times: dict[int, int] | None = None,
    since: timedelta = LONG,
) -> None:
    """Friends of Alma's since then, each in her mode ("counted" unless said), and who bought how often (once)."""
    session.execute(delete(Purchase))
    session.execute(update(User).values(purchases_shown="hidden"))
    for friend in friends:
        befriend(cast.alma.id, friend.id)
        session.get_one(User, friend.id).purchases_shown = (modes or {}).get(friend.id, "counted")
    session.execute(update(Follow).values(created_at=clock.now() - since))
    for buyer in buyers:
        bought = (times or {}).get(buyer.id, 1)
        session.add(Purchase(user_id=buyer.id, product_id=cast.product_id, times=bought, last_at=clock.now()))


def told(cast: Cast) -> FriendsBought | None:
    session.rollback()
    return queries.friends_who_bought(cast.alma, [cast.product_id]).get(cast.product_id)


@pytest.mark.parametrize(("buyers", "has_crowd"), [(2, False), (3, True), (7, True), (8, False), (14, False)])
def test_it_takes_three_and_as_many_others(
    cast: Cast, friends: list[Viewer], buyers: int, has_crowd: bool
) -> None:
    arrange(cast, friends, buyers=friends[:buyers])

    assert (told(cast) is not None) == has_crowd


def test_their_number_and_how_often_are_not_told(cast: Cast, friends: list[Viewer]) -> None:
    arrange(cast, friends, buyers=friends[:3])
    few = told(cast)
    arrange(cast, friends, buyers=friends[:7], times={friends[0].id: 9})

    assert few == told(cast) == FriendsBought((), has_crowd=True)


def test_who_became_a_friend_this_week_brings_no_crowd(cast: Cast, friends: list[Viewer]) -> None:
    arrange(cast, friends, buyers=friends[:5], since=timedelta(days=6))
    assert told(cast) is None

    arrange(cast, friends, buyers=friends[:5], since=timedelta(days=8))
    assert told(cast) is not None


def test_the_second_question_is_asked_only_where_there_may_be_a_crowd(
    cast: Cast, friends: list[Viewer]
) -> None:
    for buyers, asked in ((2, 1), (3, 2), (7, 2)):
        arrange(cast, friends, buyers=friends[:buyers])
        with counted() as statements:
            told(cast)
        assert len(statements) == asked


MODES = strategies.lists(
    strategies.sampled_from(["named", "counted", "counted", "counted", "hidden"]), min_size=14, max_size=14
)
BOUGHT = strategies.lists(strategies.integers(0, 3), min_size=14, max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(modes=MODES, bought=BOUGHT, chance=strategies.randoms(use_true_random=False))
def test_any_one_of_the_crowd_could_as_well_be_another(
    cast: Cast, friends: list[Viewer], modes: list[str], bought: list[int], chance: Random
) -> None:
    """Whatever Alma is told, she would be told the same if any one silent friend had not bought and another had, if
    they had bought more or less often, and whatever those do who show nothing."""
    mode_of = dict(zip([friend.id for friend in friends], modes, strict=True))
    times = {friend.id: many for friend, many in zip(friends, bought, strict=True) if many}
    silent = [friend.id for friend in friends if mode_of[friend.id] == "counted"]

    def tell(world: dict[int, int]) -> FriendsBought | None:
        buyers = [friend for friend in friends if friend.id in world]
        arrange(cast, friends, buyers=buyers, modes=mode_of, times=world)
        return told(cast)

    seen = tell(times)
    named = [(one, many) for one, many in times.items() if mode_of[one] == "named"]
    assert sorted((card.id, many) for card, many in (seen.people if seen else ())) == sorted(named)

    others = [one for one in silent if one not in times]
    for buyer in [one for one in silent if one in times]:
        if seen and seen.has_crowd:
            assert others, "somebody else could be it"
        if others:
            swapped = {one: many for one, many in times.items() if one != buyer} | {chance.choice(others): 2}
            assert tell(swapped) == seen

    more = {one: many + (1 if mode_of[one] == "counted" else 0) for one, many in times.items()}
    assert tell(more) == seen
    unseen = {one: many for one, many in times.items() if mode_of[one] != "hidden"}
    assert tell(unseen) == seen
    assert tell({**unseen, **dict.fromkeys([one for one in mode_of if mode_of[one] == "hidden"], 1)}) == seen


def test_two_viewers_who_compare_find_no_number(cast: Cast, friends: list[Viewer]) -> None:
    """Eve has one friend fewer than Alma: what both are told differs by a whole crowd or not at all."""
    for without in friends[:6]:
        befriend_all(cast.eve, [friend for friend in friends if friend != without])
        arrange(cast, friends, buyers=friends[:5])
        session.rollback()
        hers = queries.friends_who_bought(cast.eve, [cast.product_id])[cast.product_id]
        assert hers == told(cast) == replace(hers, people=())


@action
def befriend_all(person: Viewer, others: list[Viewer]) -> None:
    session.execute(
        delete(Follow).where((Follow.follower_id == person.id) | (Follow.followee_id == person.id))
    )
    for other in others:
        befriend(person.id, other.id)
