"""The log of actions: append-only, chained, and every change of it is found."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, strategies
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from core import invariants
from core.db import session
from core.unit import action
from domain import checks
from domain.moderation import actions, check, rules
from domain.moderation.models import Case, ModAction, Report
from domain.says import actions as says
from domain.says.actions import folding
from tests.buying import change
from tests.cast import Cast
from tests.domain.moderation.world import WORDS, actions_taken, folded_post, make_world

assert checks.ROOMS


def some_actions(cast: Cast) -> list[ModAction]:
    """Five actions on three cases."""
    posts = [says.publish(cast.alma, body=f"Number {number}") for number in range(3)]
    first = folded_post(cast, posts[0])
    actions.restore(cast.dora, first, words="It was right, 真的")
    folded_post(cast, posts[1])
    case_id = actions.report(cast.bo, "post", posts[2], reason="spam")
    actions.fold(cast.olga, case_id, reason_code="abuse", words=WORDS, days=1)
    return actions_taken()


def breaches() -> dict[str, tuple[str, ...]]:
    return {
        one.name: one.breaches for one in invariants.outcomes() if one.breaches and "search" not in one.name
    }


def test_each_action_holds_the_hash_of_the_one_before(cast: Cast):
    lines = some_actions(cast)

    assert [line.verb for line in lines] == ["fold", "restore", "fold", "fold", "suspend"]
    assert [line.previous_hash for line in lines] == [rules.GENESIS, *(line.hash for line in lines[:-1])]
    assert breaches() == {}


@pytest.mark.parametrize(
    "statement", [update(ModAction).values(reason="x"), delete(ModAction)], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_the_log(cast: Cast, statement: Any):
    some_actions(cast)

    @action
    def tamper() -> None:
        session.execute(statement.execution_options(synchronize_session=False))

    with pytest.raises(DBAPIError, match="append-only"):
        tamper()
    assert len(actions_taken()) == 5


def in_the_file(site: Flask, statement: str) -> None:
    """What somebody does who has the database file: past the site and its triggers."""
    session.remove()
    file: Path = site.extensions["settings"].data_dir / "site.db"
    with sqlite3.connect(file) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    connection.close()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "change_made",
    [
        "UPDATE mod_actions SET reason = 'nicer' WHERE id = 2",
        "UPDATE mod_actions SET actor_id = 1 WHERE id = 3",
        "UPDATE mod_actions SET verb = 'dismiss' WHERE id = 1",
        "UPDATE mod_actions SET at = '2020-01-01 00:00:00.000000' WHERE id = 4",
        "UPDATE mod_actions SET \"before\" = '{}' WHERE id = 4",
        'UPDATE mod_actions SET "after" = \'{"state":"visible"}\' WHERE id = 1',
        "UPDATE mod_actions SET case_id = NULL WHERE id = 5",
        "UPDATE mod_actions SET target_id = target_id + 1 WHERE id = 5",
        "UPDATE mod_actions SET reason_code = 'other' WHERE id = 5",
        "UPDATE mod_actions SET hash = previous_hash WHERE id = 5",
        "DELETE FROM mod_actions WHERE id = 1",
        "DELETE FROM mod_actions WHERE id = 3",
        "DELETE FROM mod_actions WHERE id = 5",
        "DELETE FROM mod_actions",
        "UPDATE mod_actions SET id = CASE id WHEN 2 THEN 30 ELSE id END",
        "DELETE FROM mod_chain",
        "UPDATE mod_chain SET length = 4",
    ],
)
def test_any_change_past_the_site_is_found(site: Flask, cast: Cast, change_made: str):
    some_actions(cast)

    in_the_file(site, change_made)

    assert check.chain_is_unbroken()


@pytest.mark.sqlite
def test_a_line_that_was_written_anew_with_a_fitting_hash_is_found_at_the_next(site: Flask, cast: Cast):
    lines = some_actions(cast)
    forged = check.facts_of(lines[1]) | {"reason": "nicer"}
    fitting = rules.hash_of_action(lines[1].previous_hash, forged)

    in_the_file(site, f"UPDATE mod_actions SET reason = 'nicer', hash = '{fitting}' WHERE id = 2")

    assert check.chain_is_unbroken() == ["mod_action 3 does not follow the one before it"]


@pytest.mark.sqlite
def test_two_actions_never_follow_the_same_one(cast: Cast):
    lines = some_actions(cast)

    @action
    def fork() -> None:
        session.execute(
            text(
                "INSERT INTO mod_actions (actor_id, verb, target_type, target_id, subject_id, reason_code, reason,"
                ' "before", "after", at, previous_hash, hash) SELECT actor_id, verb, target_type, target_id,'
                ' subject_id, reason_code, reason, "before", "after", at, previous_hash, hash FROM mod_actions'
                " WHERE id = :id"
            ),
            {"id": lines[-1].id},
        )

    with pytest.raises(DBAPIError, match="UNIQUE"):
        fork()


def test_what_is_folded_behind_the_logs_back_is_found(cast: Cast):
    world = make_world(cast)
    folding.fold_comment(cast.dora, world.comment, reason="quietly")
    case_id = folded_post(cast, world.post)
    assert case_id

    assert breaches() == {
        "moderation: what is folded was folded in the log": (
            f"comment {world.comment} is folded, and the log does not say so",
        )
    }


def test_a_case_that_forgot_its_reports_or_its_decision_is_found(cast: Cast):
    world = make_world(cast)
    case_id = actions.report(cast.bo, "post", world.post, reason="spam")

    change(Case, case_id, report_count=7)
    assert check.cases_count_their_reports() == [f"case {case_id} says 7 reports, there are 1"]
    change(Case, case_id, report_count=1, state="decided")
    assert check.decided_cases_have_a_decision() == [
        f"case {case_id} is decided, and the log does not say the same"
    ]
    assert session.get(Report, 1)


FACTS = strategies.dictionaries(
    strategies.text(max_size=5),
    strategies.one_of(strategies.none(), strategies.integers(), strategies.text(max_size=8)),
)


@given(facts=FACTS, other=FACTS)
def test_the_hash_depends_on_the_facts_and_on_nothing_else(facts: dict[str, Any], other: dict[str, Any]):
    backwards = dict(reversed(facts.items()))

    assert rules.hash_of_action(rules.GENESIS, facts) == rules.hash_of_action(rules.GENESIS, backwards)
    assert (rules.hash_of_action(rules.GENESIS, facts) == rules.hash_of_action(rules.GENESIS, other)) == (
        facts == other
    )
    assert rules.hash_of_action("a" * 64, facts) != rules.hash_of_action(rules.GENESIS, facts)
