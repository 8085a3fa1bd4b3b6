"""What the author of a review adds after 7, 30 and 180 days, and that she is asked for it."""

from datetime import timedelta

import pytest

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.notices import queries as notices
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from domain.says.models import Post
from jobs import worker
from tests.domain.says.world import receive


def later(days: float):
    return clock.shifted(timedelta(days=days))


@pytest.fixture
def review(cast) -> int:
    receive(cast, cast.bo)
    return actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5)


def shown(viewer, post_id: int) -> list[int]:
    return [view.days for view in queries.post(viewer, post_id).follow_ups]


def test_a_review_is_followed_up_once_its_days_have_passed(cast, review):
    with later(6.9), pytest.raises(Refused):
        actions.follow_up(cast.bo, review, days=7, body="still good")
    with later(31):
        for days in (30, 7):
            actions.follow_up(cast.bo, review, days=days, body=f"good after {days}")
        with pytest.raises(Refused):
            actions.follow_up(cast.bo, review, days=180, body="too early")
    assert shown(ANONYMOUS, review) == [7, 30]
    assert session.get_one(Post, review).follow_up_count == 2


def test_each_step_is_written_once_and_can_be_taken_back(cast, review):
    with later(8):
        actions.follow_up(cast.bo, review, days=7, body="good")
        with pytest.raises(Refused):
            actions.follow_up(cast.bo, review, days=7, body="good again")
        actions.delete_follow_up(cast.bo, review, days=7)
        assert shown(cast.bo, review) == []
        with pytest.raises(NotFound):
            actions.delete_follow_up(cast.bo, review, days=7)
        actions.follow_up(cast.bo, review, days=7, body="better")
    assert [view.body_html for view in queries.post(cast.eve, review).follow_ups] == ["<p>better</p>"]
    assert session.get_one(Post, review).follow_up_count == 1


def test_only_the_author_of_a_review_adds_to_it(cast, review):
    words = actions.publish(cast.bo, body="just words")
    with later(8):
        for person, post_id in ((cast.eve, review), (cast.bo, words), (ANONYMOUS, review)):
            with pytest.raises(NotAllowed):
                actions.follow_up(person, post_id, days=7, body="good")
        with pytest.raises(NotAllowed):
            actions.delete_follow_up(cast.eve, review, days=7)
        for bad in ({"days": 8, "body": "x"}, {"days": 7, "body": " "}, {"days": 7, "body": "x" * 2001}):
            with pytest.raises(Refused):
                actions.follow_up(cast.bo, review, **bad)


def test_what_was_added_is_seen_where_the_review_is(cast):
    receive(cast, cast.bo)
    post_id = actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5, audience="friends")
    with later(8):
        actions.follow_up(cast.bo, post_id, days=7, body="good")
    assert shown(cast.alma, post_id) == [7]
    with pytest.raises(NotFound):
        queries.post(cast.eve, post_id)


def rows(viewer, kind: str):
    return [row for row in notices.notices_of(viewer) if row.kind == kind]


def test_the_author_is_asked_once_at_each_step(cast, review):
    asked = []
    for days in (6, 7.1, 7.2, 30.1, 180.1, 180.2):
        with later(days):
            asked.append(actions.ask_for_follow_ups())
            worker.drain()
    assert asked == [0, 1, 0, 1, 1, 0]
    (row,) = rows(cast.bo, "follow_up")
    assert (row.target_id, row.facts["days"], row.facts["post_id"]) == (cast.product_id, 180, review)


def test_nobody_is_asked_in_vain(cast, review):
    receive(cast, cast.alma)
    gone = actions.publish(cast.alma, body="Ripe", product_id=cast.product_id, stars=5)
    actions.delete(cast.alma, gone)
    with later(7.5):
        actions.follow_up(cast.bo, review, days=7, body="written already")
        assert actions.ask_for_follow_ups() == 0
    with later(45):
        assert actions.ask_for_follow_ups() == 0


def test_the_question_knows_which_steps_are_open(cast, review):
    assert queries.follow_up_question(cast.bo, review).open_days == ()
    with later(200):
        actions.follow_up(cast.bo, review, days=30, body="good")
        question = queries.follow_up_question(cast.bo, review)
        assert (question.open_days, question.written_days, question.next_at) == ((7, 180), (30,), None)
    with pytest.raises(NotAllowed):
        queries.follow_up_question(cast.eve, review)
    with pytest.raises(NotFound):
        queries.follow_up_question(cast.bo, actions.publish(cast.bo, body="words"))
