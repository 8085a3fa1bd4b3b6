"""Reactions, and what is helpful in a review."""

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import func, select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.invariants import outcomes
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries, rules
from domain.says.models import REACTIONS, Post, Reaction
from tests.domain.says.world import receive


def test_a_like_is_given_and_taken_back(cast, events):
    post_id = actions.publish(cast.alma, body="Ripe")
    assert [actions.react(cast.bo, post_id) for _ in range(3)] == ["like", "", "like"]
    assert session.get_one(Post, post_id).reaction_count == 1
    assert session.scalar(select(func.count()).select_from(Reaction)) == 1
    assert {(fact.author_id, fact.user_id) for fact in events("Liked")} == {(cast.alma.id, cast.bo.id)}


def test_another_reaction_takes_the_place_of_the_first_and_is_no_news(cast, events):
    post_id = actions.publish(cast.alma, body="Ripe")
    assert [actions.react(cast.bo, post_id, kind=kind) for kind in ("like", "love", "wow")] == [
        "like",
        "love",
        "wow",
    ]
    actions.react(cast.eve, post_id, kind="like")
    made = session.get_one(Post, post_id)
    assert (made.reaction_count, made.reaction_kinds) == (2, {"wow": 1, "like": 1})
    assert len(events("Liked")) == 2


def test_the_card_shows_the_kinds_and_the_viewers_own(cast):
    post_id = actions.publish(cast.alma, body="Ripe")
    for person, kind in ((cast.bo, "thanks"), (cast.eve, "like"), (cast.dora, "thanks")):
        actions.react(person, post_id, kind=kind)
    for shown in (queries.post(cast.bo, post_id), queries.tally(cast.bo, post_id)):
        assert shown.reactions == (("like", 1), ("thanks", 2))
        assert shown.my_reaction == "thanks"
    assert queries.post(ANONYMOUS, post_id).my_reaction == ""


def test_only_what_one_sees_can_be_liked(cast):
    post_id = actions.publish(cast.alma, body="Ripe", audience="friends")
    with pytest.raises(NotFound):
        actions.react(cast.eve, post_id)
    with pytest.raises(NotAllowed):
        actions.react(ANONYMOUS, post_id)


def test_there_are_five_kinds_of_reaction(cast):
    post_id = actions.publish(cast.alma, body="Ripe")
    for kind in ("dislike", "", "LIKE", "helpful "):
        with pytest.raises(Refused):
            actions.react(cast.bo, post_id, kind=kind)


def test_a_review_is_helpful_beside_any_reaction(cast, events):
    receive(cast, cast.bo)
    post_id = actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5)
    actions.react(cast.alma, post_id, kind="love")
    assert actions.react(cast.alma, post_id, kind="helpful") == "helpful"
    actions.react(cast.eve, post_id, kind="helpful")
    made = session.get_one(Post, post_id)
    assert (made.helpful_count, made.reaction_count, made.reaction_kinds) == (2, 1, {"love": 1})
    shown = queries.post(cast.alma, post_id)
    assert (shown.is_helpful, shown.my_reaction, shown.helpful_count) == (True, "love", 2)
    assert actions.react(cast.alma, post_id, kind="helpful") == ""
    assert session.get_one(Post, post_id).helpful_count == 1
    assert len(events("Liked")) == 1
    assert [one.id for one in queries.likers(cast.eve, post_id)] == [cast.alma.id]


def test_neither_ones_own_review_nor_a_post_without_stars_is_helpful(cast):
    receive(cast, cast.bo)
    review = actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5)
    words = actions.publish(cast.alma, body="Ripe")
    for person, post_id in ((cast.bo, review), (cast.bo, words)):
        with pytest.raises(NotAllowed):
            actions.react(person, post_id, kind="helpful")


def test_the_counts_hold(cast):
    receive(cast, cast.bo)
    post_id = actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5)
    for person in (cast.alma, cast.eve, cast.dora):
        for kind in ("wow", "helpful", "like", "like", "laugh"):
            actions.react(person, post_id, kind=kind)
    assert [breach for one in outcomes() if one.name.startswith("says:") for breach in one.breaches] == []


@given(st.lists(st.sampled_from(("", *REACTIONS)), max_size=30))
def test_counting_on_is_the_same_as_counting_anew(kinds):
    counts, standing = {}, ""
    for kind in kinds:
        counts, standing = rules.recounted(counts, standing, kind), kind
    assert counts == ({standing: 1} if standing else {})
