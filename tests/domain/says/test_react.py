"""Likes."""

import pytest
from sqlalchemy import func, select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.people.viewer import ANONYMOUS
from domain.says import actions
from domain.says.models import Post, Reaction


def test_a_like_is_given_and_taken_back(cast, events):
    post_id = actions.publish(cast.alma, body="Ripe")
    assert [actions.react(cast.bo, post_id) for _ in range(3)] == [True, False, True]
    assert session.get_one(Post, post_id).reaction_count == 1
    assert session.scalar(select(func.count()).select_from(Reaction)) == 1
    assert {(fact.author_id, fact.user_id) for fact in events("Liked")} == {(cast.alma.id, cast.bo.id)}


def test_only_what_one_sees_can_be_liked(cast):
    post_id = actions.publish(cast.alma, body="Ripe", audience="friends")
    with pytest.raises(NotFound):
        actions.react(cast.eve, post_id)
    with pytest.raises(NotAllowed):
        actions.react(ANONYMOUS, post_id)


def test_there_is_one_kind_of_reaction(cast):
    post_id = actions.publish(cast.alma, body="Ripe")
    with pytest.raises(Refused):
        actions.react(cast.bo, post_id, kind="dislike")
