"""The quality gate: what a muted person, a muted word or a reported thing causes is told without noise."""

from datetime import timedelta

import pytest

from core import clock, tokens
from core.db import session
from core.unit import action
from domain.groups import actions as groups
from domain.moderation import actions as moderation
from domain.notices import actions as notices, queries
from domain.people import actions as people
from domain.people.models import Mute
from domain.people.viewer import Viewer
from domain.says import actions as says
from domain.says.models import WordMute
from tests.cast import Cast
from tests.domain.notices.world import kinds, only, told


@action
def mute(person: Viewer, other: Viewer, until_in: timedelta | None = None) -> None:
    at = clock.now()
    session.add(
        Mute(
            user_id=person.id,
            muted_id=other.id,
            until_at=at + until_in if until_in else None,
            created_at=at,
        )
    )


@action
def mute_word(person: Viewer, word: str) -> None:
    session.add(WordMute(user_id=person.id, word=word, folded=tokens.fold(word), created_at=clock.now()))


def test_what_a_muted_person_does_is_told_but_makes_no_noise(cast: Cast):
    mute(cast.alma, cast.eve)
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.eve, post_id, body="Buy mine, @alma")
    says.react(cast.eve, post_id)
    says.publish(cast.eve, body="Hello @alma")
    people.follow(cast.eve, cast.alma.id)

    rows = told(cast.alma)

    assert {row.kind for row in rows} == {"comment", "like", "mention", "follow"}
    assert not any(row.is_unread for row in rows)
    assert queries.unread_count(cast.alma) == 0


def test_the_mute_is_not_known_to_the_muted_and_holds_in_one_direction(cast: Cast):
    mute(cast.alma, cast.eve)
    post_id = says.publish(cast.eve, body="Sweet")
    says.comment(cast.alma, post_id, body="Really?")

    assert only(cast.eve, "comment").is_unread


def test_a_mute_ends_at_its_date(cast: Cast, time):
    mute(cast.alma, cast.eve, timedelta(days=1))
    time.pass_(days=2)
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.eve, post_id, body="Hello")

    assert only(cast.alma, "comment").is_unread


def test_more_of_a_muted_person_joins_the_notice_that_was_born_read(cast: Cast):
    mute(cast.alma, cast.eve)
    post_id = says.publish(cast.alma, body="Sweet")
    for number in range(3):
        says.comment(cast.eve, post_id, body=f"Number {number}")

    row = only(cast.alma, "comment")

    assert (row.is_unread, row.quote, len(row.actors)) == (False, "Number 2", 1)


def test_others_are_heard_beside_a_muted_person(cast: Cast):
    mute(cast.alma, cast.eve)
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.eve, post_id, body="one")
    says.comment(cast.bo, post_id, body="two")

    rows = [(row.is_unread, [one.handle for one in row.actors]) for row in told(cast.alma)]

    assert rows == [(True, ["bo"]), (False, ["eve"])]


@pytest.mark.parametrize(("word", "said"), [("Lottery", "win the LOTTERY today"), ("彩票", "今天買彩票")])
def test_a_muted_word_makes_no_noise_however_it_is_written(cast: Cast, word: str, said: str):
    mute_word(cast.alma, word)
    groups.recompute(cast.chen.id, cast.product_id)
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.bo, post_id, body=said)
    question_id = groups.ask(cast.alma, cast.product_id, body="Is it ripe?")
    groups.answer(cast.chen, question_id, body=said)

    assert {(row.kind, row.is_unread) for row in told(cast.alma)} == {("comment", False), ("answer", False)}


def test_whoever_has_reported_a_post_is_not_disturbed_by_it(cast: Cast):
    post_id = says.publish(cast.bo, body="Sweet")
    comment_id = says.comment(cast.alma, post_id, body="Is it?")
    moderation.report(cast.alma, "post", post_id, reason="spam")
    says.comment(cast.eve, post_id, body="Yes", parent_id=comment_id)

    assert not only(cast.alma, "reply").is_unread
    assert only(cast.bo, "comment").is_unread


def test_what_several_people_have_reported_disturbs_nobody_until_it_is_looked_at(cast: Cast):
    post_id = says.publish(cast.bo, body="Sweet")
    cases = [
        moderation.report(one, "post", post_id, reason="spam") for one in (cast.eve, cast.chen, cast.olga)
    ]
    says.comment(cast.alma, post_id, body="Really?")
    assert not only(cast.bo, "comment").is_unread

    moderation.dismiss(cast.dora, cases[0])
    says.comment(cast.alma, post_id, body="Now?")

    assert only_unread(cast.bo, "comment").quote == "Now?"


def only_unread(person: Viewer, kind: str):
    (row,) = [row for row in told(person) if row.kind == kind and row.is_unread]
    return row


def test_a_blocked_person_causes_nothing_at_all(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.eve, post_id, body="Hello")
    people.block(cast.alma, cast.eve.id)

    assert kinds(cast.alma) == []


def test_a_like_that_is_taken_back_goes_out_of_the_notice_again(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    for person in (cast.bo, cast.chen, cast.eve):
        says.react(person, post_id)
    told(cast.alma)

    says.react(cast.eve, post_id)
    row = only(cast.alma, "like")
    assert ([one.handle for one in row.actors], row.others) == (["chen", "bo"], 0)

    says.react(cast.chen, post_id)
    says.react(cast.bo, post_id)
    assert kinds(cast.alma) == []


def test_a_like_that_is_given_again_before_the_worker_comes_stays(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.react(cast.bo, post_id)
    told(cast.alma)
    says.react(cast.bo, post_id)
    says.react(cast.bo, post_id)

    assert [one.handle for one in only(cast.alma, "like").actors] == ["bo"]


def test_one_of_those_who_are_only_counted_can_take_back_too(cast: Cast, monkeypatch):
    monkeypatch.setattr("domain.notices.actions.telling.ACTORS_KEPT", 1)
    post_id = says.publish(cast.alma, body="Sweet")
    for person in (cast.bo, cast.chen, cast.eve):
        says.react(person, post_id)
    told(cast.alma)

    says.react(cast.bo, post_id)

    row = only(cast.alma, "like")
    assert ([one.handle for one in row.actors], row.others) == (["eve"], 1)


def test_notices_are_kept_for_ninety_days(cast: Cast, time):
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.bo, post_id, body="Yes")
    told(cast.alma)

    time.pass_(days=89)
    assert notices.forget_old() == 0
    time.pass_(days=2)
    assert notices.forget_old() == 1
