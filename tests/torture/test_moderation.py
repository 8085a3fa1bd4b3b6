"""Moderators and reporters at once, on both databases: the log never forks, a case is decided once, reports meet on
one case; and everything that is told and read is the same on both."""

import threading
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import invariants, unit
from core.db import session
from core.errors import Throttled
from core.unit import action
from domain import checks
from domain.moderation import actions, check, queries
from domain.moderation.actions import log
from domain.moderation.models import Case, ChainHead, ModAction, Report
from domain.notices import actions as notices, queries as told
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says
from jobs import worker
from tests.cast import Cast
from tests.domain.moderation.world import SEEN_BY_MANY, WORDS, folded_post, make_world
from tests.torture.race import race

assert checks.ROOMS

HANDS = 8
# To Alma, the latest first.
KINDS_TOLD = ["restored", "folded", "suspended", "like", "comment", "order", "answer"]

pytestmark = pytest.mark.torture


def reported_posts(cast: Cast, count: int) -> list[int]:
    """The ids of the cases."""
    posts = [says.publish(cast.alma, body=f"Number {number}") for number in range(count)]
    return [
        actions.report((cast.bo, cast.eve)[number % 2], "post", one, reason="spam")
        for number, one in enumerate(posts)
    ]


def test_the_log_stays_one_chain_when_many_decide_at_once(arena: Flask, fighters: Cast):
    cases = reported_posts(fighters, HANDS * 2)

    outcome = race(
        arena,
        [
            lambda case_id=case_id: actions.fold(
                fighters.dora, case_id, reason_code="spam", words=WORDS, days=1
            )
            for case_id in cases
        ],
    )

    assert (len(outcome.done), outcome.refused, outcome.errors) == (HANDS * 2, [], [])
    assert check.chain_is_unbroken() == []
    assert session.scalar(select(ChainHead.length)) == HANDS * 4


def test_a_log_whose_end_is_not_locked_would_fork(
    arena: Flask, fighters: Cast, monkeypatch: pytest.MonkeyPatch
):
    """The naive version: read the end, then write behind it. On SQLite there is one writer anyway."""
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    cases = reported_posts(fighters, 3)
    actions.dismiss(fighters.dora, cases[2])
    meet = threading.Barrier(2)

    def unlocked() -> ChainHead:
        head = session.scalars(select(ChainHead)).one()
        meet.wait(10)
        return head

    monkeypatch.setattr(log, "_locked_head", unlocked)
    # A second try would find the other's entry and succeed.
    monkeypatch.setattr(unit, "ATTEMPTS", 1)
    outcome = race(
        arena, [lambda case_id=case_id: actions.dismiss(fighters.dora, case_id) for case_id in cases[:2]]
    )

    assert len(outcome.done) == 1
    assert [type(error).__name__ for error in outcome.errors] == ["IntegrityError"]
    assert check.chain_is_unbroken() == []


def test_a_case_is_decided_once(arena: Flask, fighters: Cast):
    (case_id,) = reported_posts(fighters, 1)

    outcome = race(arena, [lambda: actions.dismiss(fighters.dora, case_id) for _ in range(HANDS)])

    assert (len(outcome.done), len(outcome.refused), outcome.errors) == (1, HANDS - 1, [])
    assert session.scalar(select(func.count()).select_from(ModAction)) == 1


def test_reports_at_once_stand_on_one_case(arena: Flask, fighters: Cast):
    post_id = says.publish(fighters.alma, body="Sweet")
    people_ = (fighters.bo, fighters.chen, fighters.dora, fighters.eve, fighters.olga)

    outcome = race(
        arena, [lambda one=one: actions.report(one, "post", post_id, reason="spam") for one in people_ * 2]
    )

    assert (len(outcome.done), len(outcome.refused), outcome.errors) == (5, 5, [])
    assert session.execute(select(Case.report_count)).all() == [(5,)]
    assert check.cases_count_their_reports() == []


def test_one_person_cannot_report_more_by_doing_it_all_at_once(arena: Flask, fighters: Cast):
    posts = [says.publish(fighters.alma, body=f"Number {number}") for number in range(14)]

    outcome = race(
        arena, [lambda one=one: actions.report(fighters.bo, "post", one, reason="spam") for one in posts]
    )

    assert Counter(type(one) for one in outcome.refused) == {Throttled: 4}
    assert outcome.errors == []
    assert session.scalar(select(func.count()).select_from(Report)) == 10


def test_notices_at_once_are_one_row(arena: Flask, fighters: Cast):
    from core import clock

    @action
    def tell(actor_id: int) -> None:
        notices.tell(
            [fighters.alma.id],
            kind="follow",
            target=("person", fighters.alma.id),
            actor_id=actor_id,
            at=clock.now(),
        )

    others = (fighters.bo, fighters.chen, fighters.dora, fighters.eve, fighters.olga)
    outcome = race(arena, [lambda one=one: tell(one.id) for one in others * 2])

    assert outcome.errors == []
    (row,) = told.notices_of(fighters.alma)
    assert row.others + len(row.actors) == 5


def test_everything_reads_the_same_on_both_databases(arena: Flask, fighters: Cast):
    world = make_world(fighters)
    for kind in SEEN_BY_MANY:
        actions.report(fighters.olga, kind, world.id_of(kind), reason="spam", words="看")
    says.comment(fighters.bo, world.post, body="Really?")
    says.react(fighters.bo, world.post)
    people.ask_friend(fighters.eve, fighters.alma.id)
    case_id = folded_post(fighters, says.publish(fighters.alma, body="Another"))
    actions.restore(fighters.dora, case_id, words="好的")
    queue = queries.queue(fighters.dora).items
    cases = {one.kind: one.id for one in queue}
    actions.suspend(fighters.dora, cases["person"], reason_code="abuse", words=WORDS, days=7)
    actions.fold(fighters.dora, cases["product"], reason_code="counterfeit", words=WORDS)
    worker.drain()
    people.block(fighters.alma, fighters.eve.id)
    worker.drain()

    assert worker.waiting() == 0
    assert [one.kind for one in queue] == list(SEEN_BY_MANY)
    assert all(one.content for one in queue)
    assert [(one.action.verb, one.action.is_in_force) for one in queries.history(fighters.dora)] == [
        ("fold", True), ("suspend", True), ("restore", False), ("fold", False),
    ]  # fmt: skip
    assert len(queries.public_log(ANONYMOUS)) == 4 and queries.last_month(ANONYMOUS).folded == 2
    page = told.notices_of(fighters.alma, size=2)
    rest = told.notices_of(fighters.alma, before=str(page.next_cursor))
    assert [row.kind for row in (*page, *rest)] == KINDS_TOLD
    assert notices.forget_old() == 0
    notices.mark_all_read(fighters.alma)
    assert told.unread_count(fighters.alma) == 0
    breaches = {
        one.name: one.breaches for one in invariants.outcomes() if one.breaches and "search" not in one.name
    }
    assert breaches == {}
