"""News among people: requests, friendships, followers, blocks, suspensions."""

from datetime import timedelta

import pytest

from core import clock
from domain.people import actions
from domain.says import actions as says
from tests.cast import Cast
from tests.domain.notices.world import kinds, only, told


def test_a_request_is_told_to_the_one_who_is_asked(cast: Cast):
    actions.ask_friend(cast.eve, cast.alma.id)

    row = only(cast.alma, "friend_request")

    assert [one.handle for one in row.actors] == ["eve"]
    assert kinds(cast.eve) == []


def test_an_accepted_request_is_told_to_the_asker_and_read_for_the_other(cast: Cast):
    actions.ask_friend(cast.eve, cast.alma.id)
    only(cast.alma, "friend_request")
    actions.ask_friend(cast.alma, cast.eve.id)

    assert [one.handle for one in only(cast.eve, "friendship").actors] == ["alma"]
    assert not only(cast.alma, "friend_request").is_unread


def test_a_request_that_was_taken_back_at_once_is_not_told(cast: Cast):
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.end_friendship(cast.eve, cast.alma.id)

    assert kinds(cast.alma) == []


@pytest.mark.parametrize("who", ["the asker", "the asked"])
def test_a_request_that_is_over_waits_for_no_answer(cast: Cast, who: str):
    actions.ask_friend(cast.eve, cast.alma.id)
    only(cast.alma, "friend_request")
    if who == "the asker":
        actions.end_friendship(cast.eve, cast.alma.id)
    else:
        actions.end_friendship(cast.alma, cast.eve.id)

    assert kinds(cast.alma) == []

    actions.ask_friend(cast.eve, cast.alma.id)
    assert only(cast.alma, "friend_request").is_unread


def test_followers_come_together_in_one_notice(cast: Cast):
    for person in (cast.chen, cast.dora, cast.eve):
        actions.follow(person, cast.alma.id)

    row = only(cast.alma, "follow")

    assert ([one.handle for one in row.actors], row.others) == (["eve"], 2)


def test_a_blocked_person_is_heard_of_no_more_not_even_what_was(cast: Cast):
    actions.follow(cast.chen, cast.alma.id)
    actions.follow(cast.eve, cast.alma.id)
    assert only(cast.alma, "follow").others == 0

    actions.block(cast.alma, cast.eve.id)

    row = only(cast.alma, "follow")
    assert ([one.handle for one in row.actors], row.others) == (["chen"], 0)
    actions.block(cast.alma, cast.chen.id)
    assert kinds(cast.alma) == []


@pytest.mark.parametrize("who_blocks", ["alma", "eve"])
def test_nothing_is_told_across_a_block_that_came_before_the_worker(cast: Cast, who_blocks: str):
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.eve, post_id, body="No")
    says.react(cast.eve, post_id)
    actions.follow(cast.eve, cast.alma.id)
    blocker, other = (cast.alma, cast.eve) if who_blocks == "alma" else (cast.eve, cast.alma)
    actions.block(blocker, other.id)

    assert kinds(cast.alma) == []


def test_a_suspension_tells_why_and_until_when_but_not_by_whom(cast: Cast):
    until_at = clock.now() + timedelta(days=3)
    actions.suspend(cast.dora, cast.alma.id, reason="Insults", until_at=until_at)
    actions.lift_suspension(cast.olga, cast.alma.id)

    worded = {row.kind: row for row in told(cast.alma)}

    assert set(worded) <= {"suspended", "lifted"} and worded["lifted"].actors == ()
    actions.suspend(cast.dora, cast.alma.id, reason="Insults", until_at=until_at)
    row = only(cast.alma, "suspended")
    assert (row.facts["reason"], row.facts["until"], row.actors) == ("Insults", until_at.isoformat(), ())
