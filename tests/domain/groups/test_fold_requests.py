"""What merchants ask to fold in their own groups, and what becomes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused, Throttled
from domain.groups import actions as groups
from domain.groups.models import FoldRequest, Question
from domain.groups.queries.fold_requests import fold_numbers, fold_requests_of, open_fold_requests
from domain.groups.rules import FOLDS_A_WEEK, merchants_reason
from domain.moderation import actions as moderation
from domain.moderation.models import ModAction
from domain.notices.models import Notice
from jobs import worker
from tests.cast import Cast
from tests.domain.merchants.test_roles import works_as


def asked(cast: Cast, body: str = "Your durians are stolen!") -> tuple[int, int]:
    """A question of Eve's and the request to fold it."""
    question_id = groups.ask(cast.eve, cast.product_id, body=body)
    return question_id, groups.ask_to_fold(cast.chen, "question", question_id, reason="Slander")


def state_of(question_id: int) -> tuple[str, str]:
    session.expire_all()
    question = session.get_one(Question, question_id)
    return question.state, question.fold_reason


def test_it_is_folded_at_once_with_the_merchants_reason_and_its_author_is_told(cast: Cast) -> None:
    question_id, _ = asked(cast)

    state, reason = state_of(question_id)
    assert (state, merchants_reason(reason)) == ("folded", "Slander")
    worker.drain()
    (notice,) = session.scalars(select(Notice).where(Notice.user_id == cast.eve.id, Notice.kind == "folded"))
    assert notice.facts["by"] == "merchant"


def test_a_moderator_agrees_and_it_stays_folded_by_her_decision(cast: Cast) -> None:
    question_id, request_id = asked(cast)

    moderation.decide_fold_request(
        cast.dora, request_id, confirms=True, reason_code="false_claim", words="Without proof"
    )

    assert state_of(question_id) == ("folded", "Without proof")
    line = session.scalars(select(ModAction)).one()
    assert (line.verb, line.reason_code, line.target_type) == ("fold", "false_claim", "question")
    with clock.shifted(timedelta(days=3)):
        assert groups.lapse_fold_requests() == 0
    assert state_of(question_id)[0] == "folded"


def test_a_moderator_refuses_and_it_cannot_be_asked_again(cast: Cast) -> None:
    question_id, request_id = asked(cast)

    moderation.decide_fold_request(cast.dora, request_id, confirms=False)

    assert state_of(question_id) == ("visible", "")
    assert session.scalars(select(ModAction.verb)).all() == ["restore"]
    with pytest.raises(Refused):
        groups.ask_to_fold(cast.chen, "question", question_id, reason="Please")
    worker.drain()
    assert session.scalar(
        select(Notice.id).where(Notice.user_id == cast.chen.id, Notice.kind == "fold_request")
    )


def test_it_opens_by_itself_after_two_days(cast: Cast) -> None:
    question_id, request_id = asked(cast)

    with clock.shifted(timedelta(hours=47)):
        assert groups.lapse_fold_requests() == 0
    with clock.shifted(timedelta(hours=49)):
        assert groups.lapse_fold_requests() == 1

    assert state_of(question_id) == ("visible", "")
    assert session.get_one(FoldRequest, request_id).state == "lapsed"


def test_what_its_author_deleted_stays_deleted(cast: Cast) -> None:
    question_id, request_id = asked(cast)
    groups.delete_question(cast.eve, question_id)

    moderation.decide_fold_request(cast.dora, request_id, confirms=False)

    assert state_of(question_id)[0] == "deleted"
    assert session.get_one(FoldRequest, request_id).state == "gone"
    assert session.scalars(select(ModAction)).all() == []


def test_only_who_speaks_for_the_shop_may_ask(cast: Cast) -> None:
    question_id = groups.ask(cast.bo, cast.product_id, body="Ripe?")
    shipper = works_as(cast, cast.eve, "shipping")

    for person in (shipper, cast.alma, cast.dora, cast.olga):
        with pytest.raises(NotAllowed):
            groups.ask_to_fold(person, "question", question_id, reason="No")
    with pytest.raises(NotFound):
        groups.ask_to_fold(cast.chen, "post", question_id, reason="No")


def test_a_shop_cannot_fold_its_own_peoples_words_or_without_a_reason(cast: Cast) -> None:
    groups.welcome_staff(cast.product_id, cast.merchant_id)
    question_id = groups.ask(cast.bo, cast.product_id, body="Ripe?")
    answer_id = groups.answer(cast.chen, question_id, body="No")

    for kind, thing_id, reason in (("answer", answer_id, "Oops"), ("question", question_id, "  ")):
        with pytest.raises(Refused):
            groups.ask_to_fold(cast.chen, kind, thing_id, reason=reason)


def test_a_shop_asks_five_times_a_week(cast: Cast) -> None:
    for number in range(FOLDS_A_WEEK):
        asked(cast, f"No {number}")

    with pytest.raises(Throttled) as told:
        asked(cast, "One more")
    assert 0 < told.value.retry_after <= 7 * 86_400
    with clock.shifted(timedelta(days=8)):
        asked(cast, "Next week")


def test_nobody_decides_about_her_own_words_or_for_her_own_shop(cast: Cast) -> None:
    question_id = groups.ask(cast.dora, cast.product_id, body="Hm")
    request_id = groups.ask_to_fold(cast.chen, "question", question_id, reason="No")
    colleague = works_as(cast, cast.olga, "support")

    for person in (cast.dora, colleague, cast.eve):
        with pytest.raises(NotAllowed):
            moderation.decide_fold_request(person, request_id, confirms=False)
    assert open_fold_requests(cast.dora) == []


def test_moderators_see_first_what_opens_first_and_the_numbers_are_public(cast: Cast) -> None:
    with clock.shifted(timedelta(hours=-5)):
        _, first = asked(cast, "First")
    _, second = asked(cast, "Second")
    moderation.decide_fold_request(cast.olga, second, confirms=False)

    assert [one.id for one in open_fold_requests(cast.dora)] == [first]
    assert [one.id for one in fold_requests_of(cast.chen)] == [second, first]
    numbers = fold_numbers(clock.now() - timedelta(days=30))
    assert (numbers.asked, numbers.refused) == (2, 1)
