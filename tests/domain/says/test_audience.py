"""Who reads a post: circles, hiding, profile windows."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core import clock
from core.db import session
from core.errors import Refused
from core.unit import action
from domain.people import actions as people
from domain.people.models import User
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from domain.says.models import Post
from domain.says.policy import visible_posts
from tests.cast import befriend
from tests.domain.says.world import receive


@pytest.fixture
def family(cast):
    """Alma's circle with Bo in it; Eve is a friend outside of it."""

    @action
    def friends():
        befriend(cast.alma.id, cast.eve.id)

    friends()
    circle_id = people.make_circle(cast.alma, name="Family")
    people.put_in_circle(cast.alma, circle_id, cast.bo.id)
    return circle_id


def readers(cast, post_id):
    everybody = (ANONYMOUS, cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga)
    wanted = select(Post.id).where(Post.id == post_id)
    return [one.handle or "stranger" for one in everybody if session.scalar(visible_posts(wanted, one))]


def test_a_circle_reads_what_was_written_for_it_and_nobody_else(cast, family):
    post_id = actions.publish(cast.alma, body="Just us", audience=f"circle:{family}")
    assert readers(cast, post_id) == ["alma", "bo"]
    people.take_out_of_circle(cast.alma, family, cast.bo.id)
    assert readers(cast, post_id) == ["alma"]


def test_what_was_shown_to_a_circle_that_has_ended_is_its_authors_alone(cast, family):
    post_id = actions.publish(cast.alma, body="Just us", audience=f"circle:{family}")
    people.end_circle(cast.alma, family)
    assert readers(cast, post_id) == ["alma"]
    actions.edit(cast.alma, post_id, body="Still just us", audience=f"circle:{family}")
    with pytest.raises(Refused):
        actions.publish(cast.alma, body="More", audience=f"circle:{family}")


@pytest.mark.parametrize(
    "typed", ["circle", "circle:", "circle:x", "circle:0", "circle:999999", "friends:1", "all", ""]
)
def test_an_audience_is_one_of_those_there_are(cast, family, typed):
    with pytest.raises(Refused) as refused:
        actions.publish(cast.alma, body="Hello", audience=typed)
    assert refused.value.field == "audience"


def test_nobody_writes_for_a_circle_of_somebody_else(cast, family):
    with pytest.raises(Refused) as refused:
        actions.publish(cast.bo, body="Hello", audience=f"circle:{family}")
    assert refused.value.field == "audience"


def test_an_edited_post_leaves_its_circle(cast, family):
    post_id = actions.publish(cast.alma, body="Just us", audience=f"circle:{family}")
    assert queries.for_editing(cast.alma, post_id).audience == f"circle:{family}"
    actions.edit(cast.alma, post_id, body="All of you", audience="friends")
    assert readers(cast, post_id) == ["alma", "bo", "eve"]


@pytest.mark.parametrize("audience", ["public", "friends"])
def test_hidden_posts_are_gone_for_her_and_for_nobody_else(cast, family, audience):
    post_id = actions.publish(cast.alma, body="Not for Bo", audience=audience)
    before = readers(cast, post_id)
    people.hide_from(cast.alma, cast.bo.id)
    assert readers(cast, post_id) == [one for one in before if one != "bo"]
    people.stop_hiding_from(cast.alma, cast.bo.id)
    assert readers(cast, post_id) == before


def test_hiding_works_one_way(cast):
    his = actions.publish(cast.bo, body="Read me", audience="friends")
    people.hide_from(cast.alma, cast.bo.id)
    assert readers(cast, his) == ["alma", "bo"]


@action
def show_only(person, window):
    session.execute(update(User).where(User.id == person.id).values(profile_window=window))


@pytest.mark.parametrize(("window", "days"), [("three_days", 3), ("half_year", 182)])
def test_what_is_older_than_the_profile_window_is_the_authors_alone(cast, window, days):
    show_only(cast.alma, window)
    for audience in ("public", "friends"):
        post_id = actions.publish(cast.alma, body="Long ago", audience=audience)
        with clock.shifted(timedelta(days=days, minutes=-5)):
            assert "bo" in readers(cast, post_id)
        with clock.shifted(timedelta(days=days, minutes=5)):
            assert readers(cast, post_id) == ["alma"]


def test_a_public_review_stays_on_its_product_and_leaves_the_profile(cast):
    receive(cast, cast.alma)
    review = actions.publish(cast.alma, body="Sweet", product_id=cast.product_id, stars=5)
    show_only(cast.alma, "three_days")
    with clock.shifted(timedelta(days=10)):
        for viewer in (ANONYMOUS, cast.bo):
            assert [post.id for post in queries.reviews_of(viewer, cast.product_id)] == [review]
            assert list(queries.posts_of(viewer, cast.alma.id)) == []
        assert [post.id for post in queries.posts_of(cast.alma, cast.alma.id)] == [review]


def test_what_was_said_in_a_circle_stays_the_authors_when_more_may_read_the_post(cast, family):
    post_id = actions.publish(cast.alma, body="Between us: 500 a month", audience=f"circle:{family}")
    actions.edit(cast.alma, post_id, body="For all of you: a good month", audience="public")
    assert [
        len(queries.history_of(viewer, post_id).versions) for viewer in (cast.alma, cast.bo, cast.eve)
    ] == [2, 1, 1]
