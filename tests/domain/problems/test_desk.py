"""The problem desk: who may tell, who may read, how a problem ends, what the clock says, when a batch is suspected."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock, invariants
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain import checks
from domain.notices.models import Notice
from domain.people.viewer import ANONYMOUS
from domain.problems import actions, queries, rules
from domain.problems.models import BatchAlert, Problem
from jobs import worker
from tests.buying import order, paid, received
from tests.domain.people.strangers import make_people


def told(cast, buyer, number="", **more):
    facts = {"kind": "spoiled", "body": "Two are brown"} | more
    return actions.tell_of(buyer, cast.product_id, order_number=number, **facts)


def stage_of(problem_id: int) -> str:
    session.rollback()
    return session.get_one(Problem, problem_id).stage


def breaches() -> list[str]:
    assert checks.ROOMS
    return [
        breach for one in invariants.outcomes() if one.name.startswith("problems") for breach in one.breaches
    ]


@pytest.fixture
def bought(cast) -> str:
    return received(cast.bo, cast.chen, (cast.variant_id, 1))


def test_every_buyer_may_tell_and_only_a_buyer(cast, bought):
    problem_id = told(cast, cast.bo, bought)

    assert stage_of(problem_id) == "open"
    for person in (cast.eve, cast.chen, ANONYMOUS):
        with pytest.raises(NotAllowed):
            told(cast, person, bought)
    assert queries.clock_of(cast.product_id) == queries.ResponseClock(1, 0, None)
    assert breaches() == []


def test_paid_for_is_bought_before_it_was_sent_but_not_before_it_was_paid(cast):
    order(cast.alma, (cast.variant_id, 1), method="transfer")
    with pytest.raises(NotAllowed):
        told(cast, cast.alma)
    paid(cast.bo, (cast.variant_id, 1))
    assert told(cast, cast.bo, kind="missing")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "ZZZZZZZZZZZZ"}, "order_number"),
        ({"kind": "sad"}, "kind"),
        ({"body": " "}, "body"),
        ({"body": "x" * 2_001}, "body"),
        ({"batch": "x" * 41}, "batch"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, bought, given, field):
    with pytest.raises(Refused) as refusal:
        told(cast, cast.bo, **given)
    assert refusal.value.field == field


def test_an_order_of_somebody_else_is_none_of_hers(cast, bought):
    received(cast.alma, cast.chen, (cast.variant_id, 1))
    with pytest.raises(Refused):
        told(cast, cast.alma, bought)


def test_one_open_problem_an_order(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    with pytest.raises(Refused):
        told(cast, cast.bo, bought, kind="other")
    actions.solve(cast.bo, problem_id)
    assert told(cast, cast.bo, bought, kind="other")
    assert breaches() == []


def test_other_buyers_read_it_without_name_and_number(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    received(cast.alma, cast.chen, (cast.variant_id, 1))

    hers = queries.problem_of(cast.alma, cast.product_id, problem_id)
    assert (hers.card.author, hers.card.number, hers.case_id) == (None, "", None)
    assert (hers.can_speak.ok, hers.can_settle.ok) == (False, False)
    for person in (cast.bo, cast.chen):
        assert queries.problem_of(person, cast.product_id, problem_id).card.number == bought
    assert queries.problem_of(cast.dora, cast.product_id, problem_id).card.number == ""


def test_nobody_else_reads_it(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    for person in (cast.eve, cast.alma, ANONYMOUS):
        assert queries.problems_of(person, cast.product_id).items == []
        with pytest.raises(NotFound):
            queries.problem_of(person, cast.product_id, problem_id)
    with pytest.raises(NotFound):
        actions.say(cast.eve, problem_id, body="Mine too")
    with pytest.raises(NotFound):
        queries.problem_of(cast.bo, cast.product_id + 1, problem_id)


def test_the_talk_moves_the_state(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    actions.say(cast.chen, problem_id, body="Two new ones are on their way")
    assert stage_of(problem_id) == "answered"
    actions.say(cast.bo, problem_id, body="They are brown again")
    assert stage_of(problem_id) == "open"
    actions.say(cast.chen, problem_id, body="Then take your money")
    actions.solve(cast.bo, problem_id)
    assert stage_of(problem_id) == "solved"
    with pytest.raises(Refused):
        actions.say(cast.chen, problem_id, body="Thank you")
    actions.reopen(cast.bo, problem_id)
    assert stage_of(problem_id) == "reopened"
    assert breaches() == []


def test_only_its_buyer_settles_it(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    for person in (cast.chen, cast.dora):
        with pytest.raises(NotAllowed):
            actions.solve(person, problem_id)
    with pytest.raises(NotAllowed):
        actions.say(cast.dora, problem_id, body="Hm")


def test_fourteen_silent_days_after_an_answer_solve_it(cast, bought, time):
    answered, waiting = (
        told(cast, cast.bo, bought),
        told(cast, cast.bo, received(cast.bo, cast.chen, (cast.variant_id, 1))),
    )
    actions.say(cast.chen, answered, body="Sorry")
    time.pass_(days=13, hours=23)
    assert actions.solve_due() == 0
    time.pass_(hours=2)
    assert (actions.solve_due(), actions.solve_due()) == (1, 0)
    assert (stage_of(answered), stage_of(waiting)) == ("solved", "open")
    assert breaches() == []


def test_the_clock_says_the_median_from_three_answers_on(cast, time):
    (ida,) = make_people("ida")
    for buyer, hours in ((cast.bo, 1), (cast.alma, 5), (ida, 30)):
        assert queries.clock_of(cast.product_id).hours is None
        problem_id = told(cast, buyer, received(buyer, cast.chen, (cast.variant_id, 1)), kind="other")
        time.pass_(hours=hours)
        actions.say(cast.chen, problem_id, body="Sorry")
        actions.say(cast.chen, problem_id, body="Really")
    assert queries.clock_of(cast.product_id) == queries.ResponseClock(3, 0, 5)
    time.pass_(days=91)
    assert queries.clock_of(cast.product_id).hours is None


def test_a_folded_or_withdrawn_problem_is_not_counted(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    actions.fold_problem(cast.dora, problem_id, reason="An address")
    assert queries.clock_of(cast.product_id).open_count == 0
    with pytest.raises(NotFound):
        queries.problem_of(cast.chen, cast.product_id, problem_id)
    actions.restore_problem(cast.dora, problem_id)
    assert queries.clock_of(cast.product_id).open_count == 1
    actions.delete_problem(cast.bo, problem_id)
    assert queries.clock_of(cast.product_id).open_count == 0
    with pytest.raises(NotFound):
        actions.restore_problem(cast.dora, problem_id)
    assert breaches() == []


def three_of_one_batch(cast, **more) -> list[int]:
    (ida,) = make_people("ida")
    buyers = (cast.bo, cast.alma, ida)
    return [told(cast, one, received(one, cast.chen, (cast.variant_id, 1)), **more) for one in buyers]


def test_three_buyers_of_one_batch_raise_one_alert(cast):
    three_of_one_batch(cast, batch="A-17")
    told(cast, cast.bo, received(cast.bo, cast.chen, (cast.variant_id, 1)), batch=" a 17 ")
    worker.drain()

    (alert,) = session.scalars(select(BatchAlert)).all()
    assert (alert.kind, alert.buyer_count) == ("spoiled", 3)
    hearers = set(session.scalars(select(Notice.user_id).where(Notice.kind == "batch")))
    assert {cast.bo.id, cast.alma.id, cast.chen.id, cast.dora.id} < hearers
    assert cast.eve.id not in hearers
    assert [one.batch for one in queries.alerts_of(cast.product_id)] == ["A-17"]


def test_one_buyer_three_times_or_three_kinds_are_no_batch(cast, time):
    for kind in ("spoiled", "broken", "spoiled"):
        told(cast, cast.bo, received(cast.bo, cast.chen, (cast.variant_id, 1)), kind=kind)
    time.pass_(days=8)
    for buyer in (cast.alma, make_people("ida")[0]):
        told(cast, buyer, received(buyer, cast.chen, (cast.variant_id, 1)), batch="A")
    assert session.scalars(select(BatchAlert)).all() == []


def test_the_week_of_sending_stands_for_a_batch_that_nobody_names(cast):
    three_of_one_batch(cast)
    assert queries.alerts_of(cast.product_id)[0].ship_week == rules.ship_week(clock.now())


def test_the_shop_hears_of_it_and_the_buyer_of_the_answer(cast, bought):
    problem_id = told(cast, cast.bo, bought)
    actions.say(cast.chen, problem_id, body="Sorry")
    worker.drain()
    heard = session.execute(select(Notice.user_id, Notice.facts).where(Notice.kind == "problem")).all()
    assert {(row.user_id, row.facts["act"]) for row in heard} == {
        (cast.chen.id, "opened"),
        (cast.bo.id, "answered"),
    }
    assert all("Bo" not in str(row.facts) for row in heard)


def test_what_waits_for_the_shop_comes_longest_first(cast, bought, time):
    first = told(cast, cast.bo, bought)
    time.pass_(hours=1)
    second = told(cast, cast.alma, received(cast.alma, cast.chen, (cast.variant_id, 1)))
    assert [one.id for one in queries.waiting(cast.chen)] == [first, second]
    actions.say(cast.chen, first, body="Sorry")
    assert [one.id for one in queries.waiting(cast.chen)] == [second]
    assert (queries.waiting_count(cast.chen), queries.waiting_count(cast.eve)) == (1, 0)


@pytest.mark.parametrize(
    ("hours", "median"),
    [((1, 2), None), ((1, 2, 3), 2), ((0, 0, 0), 1), ((1, 2, 2, 50), 2), ((1.1, 1.2, 1.3), 2)],
)
def test_the_median_is_of_three_at_least_and_rounded_up(hours, median):
    assert rules.median_hours([timedelta(hours=one) for one in hours]) == median
