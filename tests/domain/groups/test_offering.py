"""Questions put before buyers: at most five, who want it, have received it, and were not asked twice this week."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed
from core.unit import action
from domain.groups import actions, queries
from domain.groups.models import AskingChoice, QuestionOffer
from domain.merchants.models import MerchantStaff
from domain.notices import actions as notices
from domain.notices.models import Notice
from domain.orders.models import OrderLine
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.viewers import viewer_of
from jobs import worker
from tests.domain.people.strangers import make_people
from tests.domain.says.world import receive


@pytest.fixture
def group(cast):
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    return cast


def buyer(cast, person, *, willing=True):
    """Has received the first variant."""
    line_id = receive(cast, person)
    actions.choose_asking(person, willing)
    return line_id


def asked_of(question_id):
    worker.drain()
    session.rollback()
    found = select(QuestionOffer.user_id).where(QuestionOffer.question_id == question_id)
    return set(session.scalars(found))


def ask(cast, **more):
    return actions.ask(cast.eve, cast.product_id, body="Does it keep a week?", **more)


@action
def change_line(line_id, **values):
    line = session.get_one(OrderLine, line_id)
    for name, value in values.items():
        setattr(line, name, value)


@action
def hire(cast, person):
    session.add(
        MerchantStaff(
            merchant_id=cast.merchant_id, user_id=person.id, role="shipping", created_at=clock.now()
        )
    )


@action
def many_buyers(cast, many):
    return make_people(*(f"buyer_{number}" for number in range(many)))


def test_a_question_goes_to_a_willing_buyer_and_tells_her_where_to_answer(group):
    buyer(group, group.bo)
    question = ask(group)
    assert asked_of(question) == {group.bo.id}
    notice = session.scalars(select(Notice).where(Notice.kind == "asked")).one()
    assert (notice.user_id, notice.target_type, notice.target_id) == (group.bo.id, "question", question)
    assert notice.actor_ids == [group.eve.id]


def test_nobody_is_asked_who_has_not_agreed(group):
    receive(group, group.bo)
    buyer(group, group.alma, willing=False)
    assert asked_of(ask(group)) == set()


def test_only_what_has_arrived_and_was_kept_counts(group):
    receive(group, group.alma, received=False)
    actions.choose_asking(group.alma, True)
    change_line(buyer(group, group.bo), refunded_quantity=1)
    assert asked_of(ask(group)) == set()


def test_a_question_about_a_variant_goes_to_those_who_bought_that_one(group):
    buyer(group, group.bo)
    change_line(buyer(group, group.alma), variant_id=group.other_variant_id)
    assert asked_of(ask(group, variant_id=group.other_variant_id)) == {group.alma.id}
    assert asked_of(ask(group)) == {group.alma.id, group.bo.id}


def test_at_most_five_are_asked_and_those_who_bought_last(group, time):
    people_there = many_buyers(group, 7)
    for person in people_there:
        buyer(group, person)
        time.pass_(minutes=1)
    assert asked_of(ask(group)) == {person.id for person in people_there[2:]}


def test_nobody_is_asked_more_than_twice_a_week(group, time):
    buyer(group, group.bo)
    assert [asked_of(ask(group)) for _ in range(3)] == [{group.bo.id}, {group.bo.id}, set()]
    time.pass_(days=7, minutes=1)
    assert asked_of(ask(group)) == {group.bo.id}


def test_the_shops_people_the_suspended_and_who_asks_are_not_asked(group):
    for person in (group.alma, group.bo, group.eve):
        buyer(group, person)
    hire(group, group.alma)
    people.suspend(group.dora, group.bo.id, reason="Spam", until_at=clock.now() + timedelta(days=3))
    assert asked_of(ask(group)) == set()


def test_what_the_shop_asks_itself_goes_to_nobody(group):
    buyer(group, group.bo)
    question = actions.ask(group.chen, group.product_id, body="Do you not love it?")
    assert asked_of(question) == set()


@pytest.mark.parametrize("apart", ["she blocks", "is blocked", "she mutes", "is muted", "taken out"])
def test_between_whom_something_stands_nothing_is_asked(group, apart):
    buyer(group, group.bo)
    match apart:
        case "she blocks":
            people.block(group.bo, group.eve.id)
        case "is blocked":
            people.block(group.eve, group.bo.id)
        case "she mutes":
            people.mute(group.bo, group.eve.id, span="always")
        case "is muted":
            people.mute(group.eve, group.bo.id, span="always")
        case "taken out":
            actions.send(group.chen, group.product_id, body="Hello")
            actions.invite_guest(group.chen, group.product_id, handle="bo", days=7)
            actions.remove_member(group.dora, group.product_id, group.bo.id, reason="Rude")
    assert asked_of(ask(group)) == set()


def test_a_folded_question_and_one_whose_job_runs_again_ask_nobody_anew(group):
    buyer(group, group.bo)
    question = ask(group)
    actions.fold_question(group.dora, question, reason="Spam")
    assert asked_of(question) == set()


def test_who_was_asked_may_answer_this_question_whatever_she_thinks_of_it(group):
    buyer(group, group.bo)
    question = ask(group)
    other = actions.ask(group.chen, group.product_id, body="And you?")
    worker.drain()
    bo = viewer_of(group.bo.id)
    card = queries.question(bo, group.product_id, question)
    assert card.was_asked and card.can_answer.ok
    assert not queries.question(bo, group.product_id, other).can_answer.ok
    actions.answer(bo, question, body="Four days, then it is mush.")
    with pytest.raises(NotAllowed):
        actions.answer(bo, other, body="And me?")
    worker.drain()
    session.rollback()
    answer = queries.question(group.eve, group.product_id, question).answers[0]
    assert answer.is_buyer and answer.basis == ""
    assert session.scalars(select(Notice.read_at).where(Notice.kind == "asked")).one() is not None


def test_nobody_else_learns_who_was_asked(group):
    buyer(group, group.bo)
    question = ask(group)
    worker.drain()
    session.rollback()
    for viewer in (group.eve, group.chen, group.alma, group.dora, ANONYMOUS):
        assert not queries.question(viewer, group.product_id, question).was_asked
    assert session.scalars(select(Notice.user_id).where(Notice.kind == "asked")).all() == [group.bo.id]


def test_who_wants_little_of_the_group_is_not_told(group):
    buyer(group, group.bo)
    notices.watch(group.bo, "group", group.product_id, "none")
    ask(group)
    worker.drain()
    assert session.scalars(select(Notice).where(Notice.kind == "asked")).all() == []


def test_stopping_keeps_what_waits_from_being_mailed(group):
    buyer(group, group.bo)
    ask(group)
    worker.drain()
    actions.choose_asking(group.bo, False)
    notice = session.scalars(select(Notice).where(Notice.kind == "asked")).one()
    assert notice.mailed_at is not None and notice.read_at is None
    assert asked_of(ask(group)) == set()


def test_choosing_again_changes_nothing_and_strangers_cannot(group):
    for _ in range(2):
        actions.choose_asking(group.bo, True)
    assert session.scalars(select(AskingChoice.is_willing)).all() == [True]
    with pytest.raises(NotAllowed):
        actions.choose_asking(ANONYMOUS, True)


def test_a_buyer_is_invited_until_she_has_said_something_and_the_seller_never(group):
    def invited(person):
        session.rollback()
        return queries.head_of(person, group.product_id).is_to_be_invited

    receive(group, group.bo)
    receive(group, group.chen)
    assert [invited(one) for one in (group.bo, group.alma, group.chen, ANONYMOUS)] == [True] + [False] * 3
    actions.choose_asking(group.bo, False)
    assert not invited(group.bo)
