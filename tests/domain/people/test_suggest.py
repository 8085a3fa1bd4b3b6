"""Whom the viewer may know, by friends in common."""

from datetime import timedelta

import pytest

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.unit import action
from domain.people import actions, queries
from domain.people.models import Mute, User
from domain.people.viewer import ANONYMOUS, Viewer
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.people.strangers import make_people


def handles(viewer: Viewer) -> list[str]:
    return [one.handle for one in queries.suggestions(viewer)]


def befriend(*pairs: tuple[Viewer, Viewer]) -> None:
    for one, other in pairs:
        actions.ask_friend(one, other.id)
        actions.ask_friend(other, one.id)


@pytest.fixture
def fay(cast: Cast) -> Viewer:
    """A friend of Bo, who is a friend of Alma."""
    [fay] = make_people("fay")
    befriend((cast.bo, fay))
    return fay


def test_a_friend_of_a_friend_is_suggested(cast: Cast, fay: Viewer) -> None:
    assert handles(cast.alma) == ["fay"]
    assert handles(fay) == ["alma"]
    assert handles(cast.eve) == handles(ANONYMOUS) == []


def test_who_does_not_want_it_is_suggested_to_nobody(cast: Cast, fay: Viewer) -> None:
    actions.change_privacy(fay, purchases_shown="named", is_suggested=False)

    assert handles(cast.alma) == []


def test_a_declined_request_rests_for_ninety_days(cast: Cast, fay: Viewer, time: Time) -> None:
    actions.ask_friend(fay, cast.alma.id)
    actions.end_friendship(cast.alma, fay.id)
    assert handles(cast.alma) == handles(fay) == []

    time.pass_(days=91)
    assert handles(cast.alma) == ["fay"]


def test_a_request_taken_back_is_no_decline(cast: Cast, fay: Viewer) -> None:
    actions.ask_friend(cast.alma, fay.id)
    assert handles(cast.alma) == []

    actions.end_friendship(cast.alma, fay.id)
    assert handles(cast.alma) == ["fay"]


def test_an_ended_friendship_rests_too(cast: Cast, fay: Viewer) -> None:
    befriend((cast.alma, fay))
    actions.end_friendship(fay, cast.alma.id)

    assert handles(cast.alma) == handles(fay) == []


def test_what_alma_does_not_want_suggested_stays_away_for_good(cast: Cast, fay: Viewer, time: Time) -> None:
    actions.dismiss_suggestion(cast.alma, fay.id)
    actions.ask_friend(fay, cast.alma.id)
    actions.end_friendship(cast.alma, fay.id)
    time.pass_(days=400)

    assert handles(cast.alma) == []
    assert handles(fay) == ["alma"], "she is told nothing of it"


def test_dismissing_oneself_or_somebody_out_of_sight(cast: Cast, fay: Viewer) -> None:
    actions.block(fay, cast.alma.id)

    with pytest.raises(Refused):
        actions.dismiss_suggestion(cast.alma, cast.alma.id)
    with pytest.raises(NotFound):
        actions.dismiss_suggestion(cast.alma, fay.id)


@action
def mute(one: Viewer, other: Viewer, days: int | None) -> None:
    until_at = clock.now() + timedelta(days=days) if days else None
    session.add(Mute(user_id=one.id, muted_id=other.id, until_at=until_at, created_at=clock.now()))


@action
def close(person: Viewer) -> None:
    session.get_one(User, person.id).closed_at = clock.now()


def test_the_muted_are_not_suggested_while_they_are(cast: Cast, fay: Viewer, time: Time) -> None:
    mute(cast.alma, fay, days=3)
    assert handles(cast.alma) == []

    time.pass_(days=4)
    assert handles(cast.alma) == ["fay"]


def test_who_has_left_is_not_suggested(cast: Cast, fay: Viewer) -> None:
    close(fay)

    assert handles(cast.alma) == []


def test_friends_in_common_are_named_two_at_most(cast: Cast, fay: Viewer) -> None:
    gus, hal, ida = make_people("gus", "hal", "ida")
    befriend(*((person, friend) for person in (cast.alma, fay) for friend in (gus, hal)))
    befriend((fay, ida))

    mutual = queries.mutual_friends(cast.alma, [fay.id, ida.id, cast.eve.id])

    assert set(mutual) == {fay.id}, "Fay, Ida's only friend, is none of Alma's"
    assert mutual[fay.id].count == 3
    assert [friend.handle for friend in mutual[fay.id].named] == ["bo", "hal"]


def test_every_named_friend_in_common_is_one_of_the_viewer(cast: Cast, fay: Viewer) -> None:
    people = [cast.alma, cast.bo, cast.chen, cast.eve, fay]
    befriend((cast.chen, cast.bo), (cast.chen, cast.eve), (cast.eve, fay))

    for viewer in people:
        own = set(queries.ids_of_sharers(viewer)["friends"])
        for mutual in queries.mutual_friends(viewer, [one.id for one in people]).values():
            assert {friend.id for friend in mutual.named} <= own


def test_a_friend_in_common_who_has_left_is_not_told(cast: Cast, fay: Viewer) -> None:
    close(cast.bo)

    assert queries.mutual_friends(cast.alma, [fay.id]) == {}
