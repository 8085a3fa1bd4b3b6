"""Hiding one's own posts from somebody, muting somebody: she is told nothing and cannot tell."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from domain.people import actions
from domain.people.models import User
from domain.people.policy import not_muted


def heard_by(viewer):
    return set(session.scalars(select(User.handle).where(not_muted(viewer, User.id))))


@pytest.mark.parametrize(("span", "days"), [("day", 1), ("week", 7), ("month", 30)])
def test_a_mute_ends_by_itself(cast, span, days):
    actions.mute(cast.bo, cast.alma.id, span=span)
    with clock.shifted(timedelta(days=days, seconds=-60)):
        assert "alma" not in heard_by(cast.bo)
    with clock.shifted(timedelta(days=days, seconds=60)):
        assert "alma" in heard_by(cast.bo)


def test_a_mute_for_good_ends_when_it_is_ended(cast):
    actions.mute(cast.bo, cast.alma.id, span="day")
    actions.mute(cast.bo, cast.alma.id, span="always")
    with clock.shifted(timedelta(days=3_000)):
        assert "alma" not in heard_by(cast.bo)
    actions.unmute(cast.bo, cast.alma.id)
    assert "alma" in heard_by(cast.bo)


def test_a_mute_is_the_muters_own(cast):
    actions.mute(cast.bo, cast.alma.id, span="always")
    assert "bo" in heard_by(cast.alma) and "alma" in heard_by(cast.eve)


def test_nobody_keeps_away_from_herself_or_from_nobody(cast):
    for deed in (actions.hide_from, lambda actor, other: actions.mute(actor, other, span="day")):
        with pytest.raises(Refused):
            deed(cast.bo, cast.bo.id)
        with pytest.raises(NotFound):
            deed(cast.bo, 999_999)


def test_a_mute_lasts_as_long_as_there_is_a_choice(cast):
    with pytest.raises(Refused) as refused:
        actions.mute(cast.bo, cast.alma.id, span="forever")
    assert refused.value.field == "span"
