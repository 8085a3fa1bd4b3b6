"""The checks of groups see a wrong count and a member that the rule does not know."""

import pytest
from sqlalchemy import text

from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.groups import actions, check
from tests.cast import Cast


@pytest.fixture
def group(cast: Cast) -> Cast:
    """Alma is in as the product's angel; Eve has asked, and Alma answered."""
    angels.endorse(cast.alma, cast.product_id)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    actions.answer(cast.alma, actions.ask(cast.eve, cast.product_id, body="Is it sweet?"), body="Very.")
    actions.send(cast.alma, cast.product_id, body="Hello")
    return cast


def breaches() -> list[str]:
    session.rollback()
    return [
        *check.groups_count_what_they_have(),
        *check.questions_count_their_answers(),
        *check.members_are_those_of_the_rule(),
    ]


def test_a_sound_group_has_no_breach(group: Cast) -> None:
    assert breaches() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE groups SET member_count = member_count + 1",
        "UPDATE groups SET question_count = 0",
        "UPDATE groups SET last_seq = 9",
        "UPDATE questions SET answer_count = 2",
        "UPDATE group_members SET basis = 'happy_buyer' WHERE basis = 'angel'",
        "UPDATE endorsements SET ended_at = created_at",
        "UPDATE group_members SET lost_at = since_at WHERE basis = 'angel'",
        "DELETE FROM group_members WHERE basis = 'staff'",
        "UPDATE merchant_staff SET user_id = (SELECT id FROM users WHERE handle = 'eve')",
    ],
)
def test_a_spoiled_group_is_named(group: Cast, statement: str) -> None:
    spoil(statement)

    assert breaches() != []


@action
def spoil(statement: str) -> None:
    session.execute(text(statement))
