"""Circles: lists of friends that their owner edits and nobody else knows of."""

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.unit import action
from domain.people import actions
from domain.people.check import circles_hold_friends
from domain.people.models import CircleMember


def members(circle_id):
    return set(session.scalars(select(CircleMember.member_id).where(CircleMember.circle_id == circle_id)))


def test_alma_puts_bo_into_a_circle_and_takes_him_out(cast):
    family = actions.make_circle(cast.alma, name=" Family ")
    actions.put_in_circle(cast.alma, family, cast.bo.id)
    actions.put_in_circle(cast.alma, family, cast.bo.id)
    assert members(family) == {cast.bo.id}
    actions.take_out_of_circle(cast.alma, family, cast.bo.id)
    assert members(family) == set()


def test_only_friends_can_be_in_a_circle(cast):
    family = actions.make_circle(cast.alma, name="Family")
    actions.follow(cast.eve, cast.alma.id)
    for stranger in (cast.eve, cast.alma):
        with pytest.raises(Refused):
            actions.put_in_circle(cast.alma, family, stranger.id)
    assert members(family) == set()


@pytest.mark.parametrize("parting", [actions.end_friendship, actions.block])
@pytest.mark.parametrize("who", ["alma", "bo"])
def test_whoever_parts_leaves_the_circles_of_the_other(cast, parting, who):
    hers, his = actions.make_circle(cast.alma, name="Family"), actions.make_circle(cast.bo, name="Family")
    actions.put_in_circle(cast.alma, hers, cast.bo.id)
    actions.put_in_circle(cast.bo, his, cast.alma.id)
    one, other = (cast.alma, cast.bo) if who == "alma" else (cast.bo, cast.alma)
    parting(one, other.id)
    assert members(hers) | members(his) == set()


def test_somebody_elses_circle_is_not_there(cast):
    family = actions.make_circle(cast.alma, name="Family")
    for change in (
        lambda: actions.rename_circle(cast.bo, family, name="Mine"),
        lambda: actions.end_circle(cast.bo, family),
        lambda: actions.put_in_circle(cast.bo, family, cast.alma.id),
        lambda: actions.take_out_of_circle(cast.bo, family, cast.alma.id),
    ):
        with pytest.raises(NotFound):
            change()


def test_an_ended_circle_has_no_members_and_takes_none(cast):
    family = actions.make_circle(cast.alma, name="Family")
    actions.put_in_circle(cast.alma, family, cast.bo.id)
    actions.end_circle(cast.alma, family)
    assert members(family) == set()
    with pytest.raises(NotFound):
        actions.put_in_circle(cast.alma, family, cast.bo.id)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 41, "a\0b"])
def test_a_circle_needs_a_name(cast, name):
    with pytest.raises(Refused) as refused:
        actions.make_circle(cast.alma, name=name)
    assert refused.value.field == "name"


def test_two_circles_of_one_person_have_two_names(cast):
    family = actions.make_circle(cast.alma, name="Family")
    work = actions.make_circle(cast.alma, name="Work")
    with pytest.raises(Refused):
        actions.rename_circle(cast.alma, work, name="Family")
    actions.rename_circle(cast.alma, family, name="Family")
    assert actions.make_circle(cast.bo, name="Family")


def test_a_circle_with_somebody_who_is_no_friend_is_told(cast):
    family = actions.make_circle(cast.alma, name="Family")
    actions.put_in_circle(cast.alma, family, cast.bo.id)
    assert circles_hold_friends() == []

    @action
    def slip_in():
        session.add(CircleMember(circle_id=family, member_id=cast.eve.id, added_at=clock.now()))

    slip_in()
    assert circles_hold_friends() == [
        f"circle {family} holds person {cast.eve.id}, who is no friend of its owner, or it has ended"
    ]
