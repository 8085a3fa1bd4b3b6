"""What is seen of a group from the product's page and from the merchant's desk."""

import pytest

from domain.groups import actions
from domain.groups.glimpse import glimpse_of, unanswered, unanswered_count
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from tests.queries import counted


@pytest.fixture
def ask(cast):
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    return lambda body, who=None: actions.ask(who or cast.eve, cast.product_id, body=body)


def test_the_last_two_questions_with_the_merchants_answer(cast, ask):
    first, second, third = ask("First?"), ask("Second?"), ask("Third?")
    actions.answer(cast.chen, third, body="Yes")
    with counted() as queries:
        seen = glimpse_of(ANONYMOUS, cast.product_id)
    assert [one.id for one in seen.questions] == [third, second]
    assert (seen.questions[0].answer_html, seen.questions[0].from_merchant) == ("<p>Yes</p>", True)
    assert seen.questions[1].answer_html == ""
    assert (seen.member_count, seen.question_count, len(queries)) == (1, 3, 1)
    assert first


def test_a_product_without_a_group_shows_none(cast):
    seen = glimpse_of(cast.bo, cast.product_id)
    assert (seen.member_count, seen.question_count, seen.questions) == (0, 0, ())


def test_folded_questions_and_those_of_blocked_people_are_left_out(cast, ask):
    folded, kept = ask("Buy my cheap watches"), ask("Is it ripe?", cast.bo)
    actions.fold_question(cast.dora, folded, reason="Advertising")
    assert [one.id for one in glimpse_of(cast.alma, cast.product_id).questions] == [kept]
    people.block(cast.alma, cast.bo.id)
    assert glimpse_of(cast.alma, cast.product_id).questions == ()


def test_questions_wait_for_the_merchant_the_oldest_first(cast, ask):
    first, second = ask("First?"), ask("Second?")
    assert [one.id for one in unanswered(cast.chen)] == [first, second]
    actions.answer(cast.chen, first, body="Yes")
    assert [one.id for one in unanswered(cast.chen)] == [second]
    assert (unanswered_count(cast.chen), unanswered_count(cast.eve)) == (1, 0)
