"""Reporting: of what one sees, once a case, so often a day."""

import pytest
from sqlalchemy import func, select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused, Throttled
from domain.groups import actions as groups
from domain.moderation import actions
from domain.moderation.models import Case, Report
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says
from tests.cast import Cast
from tests.domain.moderation.world import SEEN_BY_MANY, case_of, folded_post, make_world
from tests.events import recorded

pytestmark = pytest.mark.usefixtures("cast")


@pytest.mark.parametrize("kind", SEEN_BY_MANY)
def test_a_report_opens_a_case_with_the_author_as_its_subject(cast: Cast, kind: str):
    world = make_world(cast)
    reporter = cast.chen if kind in ("message", "problem") else cast.bo

    case_id = actions.report(reporter, kind, world.id_of(kind), reason="spam", words="Look at it")

    case = case_of(case_id)
    owner = cast.chen if kind in ("answer", "product") else cast.alma
    assert (case.state, case.report_count, case.subject_id) == ("open", 1, owner.id)


def test_two_people_report_on_one_case(cast: Cast):
    world = make_world(cast)

    first = actions.report(cast.bo, "post", world.post, reason="spam")
    second = actions.report(cast.eve, "post", world.post, reason="abuse")

    assert first == second
    assert case_of(first).report_count == 2


def test_a_person_reports_once_a_case(cast: Cast):
    world = make_world(cast)
    actions.report(cast.bo, "post", world.post, reason="spam")

    with pytest.raises(Refused, match="already"):
        actions.report(cast.bo, "post", world.post, reason="abuse")

    assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_after_a_decision_a_report_opens_a_new_case(cast: Cast):
    world = make_world(cast)
    first = actions.report(cast.bo, "post", world.post, reason="spam")
    actions.dismiss(cast.dora, first)

    second = actions.report(cast.bo, "post", world.post, reason="spam")

    assert second != first
    assert case_of(second).state == "open"


@pytest.mark.parametrize("kind", ["post", "comment", "question", "message", "person"])
def test_nobody_reports_what_is_her_own(cast: Cast, kind: str):
    world = make_world(cast)

    with pytest.raises(NotAllowed):
        actions.report(cast.alma, kind, world.id_of(kind), reason="spam")


def test_nobody_reports_the_product_of_her_own_shop(cast: Cast):
    with pytest.raises(NotAllowed):
        actions.report(cast.chen, "product", cast.product_id, reason="spam")


def test_a_friends_only_post_cannot_be_reported_by_a_stranger_nor_can_its_comments(cast: Cast):
    world = make_world(cast, audience="friends")

    for kind in ("post", "comment"):
        with pytest.raises(NotFound):
            actions.report(cast.eve, kind, world.id_of(kind), reason="spam")
    assert actions.report(cast.bo, "post", world.post, reason="spam")


def test_a_message_can_be_reported_only_by_those_who_read_the_chat(cast: Cast):
    world = make_world(cast)

    with pytest.raises(NotFound):
        actions.report(cast.eve, "message", world.message, reason="spam")
    assert actions.report(cast.chen, "message", world.message, reason="spam")


@pytest.mark.parametrize("kind", ["post", "comment", "question", "message", "person"])
def test_a_block_hides_what_could_be_reported(cast: Cast, kind: str):
    world = make_world(cast)
    people.block(cast.alma, cast.chen.id)

    with pytest.raises(NotFound):
        actions.report(cast.chen, kind, world.id_of(kind), reason="spam")


def test_what_its_author_deleted_is_gone(cast: Cast):
    world = make_world(cast)
    says.delete(cast.alma, world.post)
    groups.delete_question(cast.alma, world.question)

    for kind in ("post", "comment", "question", "answer"):
        with pytest.raises(NotFound):
            actions.report(cast.bo, kind, world.id_of(kind), reason="spam")


def test_what_is_folded_already_is_not_reported_again(cast: Cast):
    world = make_world(cast)
    folded_post(cast, world.post)

    with pytest.raises(NotFound):
        actions.report(cast.eve, "post", world.post, reason="spam")
    with pytest.raises(Refused, match="folded"):
        actions.report(cast.olga, "post", world.post, reason="spam")


def test_a_stranger_and_a_suspended_person_cannot_report(cast: Cast, suspended):
    world = make_world(cast)

    for person in (ANONYMOUS, suspended(cast.bo)):
        with pytest.raises(NotAllowed):
            actions.report(person, "post", world.post, reason="spam")


@pytest.mark.parametrize(
    ("reason", "words", "field"),
    [("rude", "", "reason"), ("other", " ", "text"), ("spam", "x" * 1_001, "text")],
)
def test_a_report_says_what_is_wrong(cast: Cast, reason: str, words: str, field: str):
    world = make_world(cast)

    with pytest.raises(Refused) as refused:
        actions.report(cast.bo, "post", world.post, reason=reason, words=words)

    assert refused.value.field == field
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_ten_reports_a_day_are_enough(cast: Cast, time):
    posts = [says.publish(cast.alma, body=f"Number {number}") for number in range(11)]
    for post_id in posts[:10]:
        actions.report(cast.bo, "post", post_id, reason="spam")

    with pytest.raises(Throttled) as throttled:
        actions.report(cast.bo, "post", posts[10], reason="spam")
    time.pass_(hours=24, seconds=1)

    assert 86_000 < throttled.value.retry_after <= 86_401
    assert actions.report(cast.bo, "post", posts[10], reason="spam")


def test_a_report_is_recorded(cast: Cast):
    world = make_world(cast)

    with recorded() as events:
        case_id = actions.report(cast.bo, "person", world.person, reason="abuse")

    assert [(type(fact).__name__, fact.case_id, fact.reporter_id) for fact in events] == [
        ("Reported", case_id, cast.bo.id)
    ]
