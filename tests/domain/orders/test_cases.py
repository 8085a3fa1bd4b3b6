"""After-sales cases: who may take which step from where, what the clock does, and that no cent and no piece is lost."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sqlalchemy import select, update

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.angels import actions as angels, commissions
from domain.catalog import stock
from domain.catalog.models import Variant
from domain.ledger.models import Account
from domain.orders import actions, case_policy, queries
from domain.orders.case_rules import BUYER, CASE_WAYS, CLOCK, DUE_IN, MERCHANT, PLATFORM, TURN, CaseState
from domain.orders.models import Order, OrderCase, OrderCaseStep, OrderLine, Refund
from domain.people.viewer import ANONYMOUS, Viewer
from tests.buying import breaches, received, shipped, stock_of

ACTS: dict[str, Callable[[Viewer, int], Any]] = {
    "withdraw": actions.withdraw,
    "take_offer": actions.take_offer,
    "escalate": partial(actions.escalate, reason="Look at the picture"),
    "send_back": partial(actions.send_back, carrier="SF", tracking_number="B1"),
    "receive_new": actions.receive_replacement,
    "grant": actions.grant,
    "refuse": partial(actions.refuse, reason="No"),
    "offer": partial(actions.offer, amount_cents=1_000, reason="Keep it"),
    "confirm_return": actions.confirm_return,
    "object": partial(actions.object_to_return, reason="Stones"),
    "replace": partial(actions.send_replacement, carrier="SF", tracking_number="N1"),
    "repay": actions.repay,
    "uphold": partial(actions.uphold, reason="The picture shows it"),
    "dismiss": partial(actions.dismiss, reason="The picture shows none"),
}


def balances() -> dict[str, int]:
    session.rollback()
    return {row.kind: row.balance_cents for row in session.scalars(select(Account)) if row.balance_cents}


def case_row(case_id: int) -> OrderCase:
    session.rollback()
    return session.get_one(OrderCase, case_id, populate_existing=True)


def lines_of(number: str) -> list[int]:
    return list(
        session.scalars(select(OrderLine.id).join(Order).where(Order.number == number).order_by(OrderLine.id))
    )


@pytest.fixture
def credited(cast):
    angels.endorse(cast.alma, cast.product_id)
    return {"credits": {cast.variant_id: "alma", cast.other_variant_id: "alma"}}


@pytest.fixture
def opened(cast, credited) -> Callable[..., int]:
    """A case about two received pieces, one of them, taken along the given steps."""

    def make(*steps: str, kind: str = "return", **more: Any) -> int:
        number = received(cast.bo, cast.chen, (cast.variant_id, 2), **credited)
        (line_id,) = lines_of(number)
        asked = {"pieces": {line_id: 1}, "reason": "Rotten", "problem": "damaged"} | more
        case_id = actions.open_case(cast.bo, number, kind=kind, **asked)
        whose = {BUYER: cast.bo, MERCHANT: cast.chen, PLATFORM: cast.dora}
        for step in steps:
            ACTS[step](whose[CASE_WAYS[step].side], case_id)
        return case_id

    return make


# How each state is reached.
PATHS: dict[CaseState, tuple[str, tuple[str, ...]]] = {
    CaseState.OPENED: ("return", ()),
    CaseState.OFFERED: ("return", ("offer",)),
    CaseState.REFUSED: ("return", ("refuse",)),
    CaseState.ESCALATED: ("return", ("refuse", "escalate")),
    CaseState.RETURNING: ("return", ("grant",)),
    CaseState.SENT_BACK: ("return", ("grant", "send_back")),
    CaseState.REPLACING: ("exchange", ("grant", "send_back", "confirm_return")),
    CaseState.REPLACED: ("exchange", ("grant", "send_back", "confirm_return", "replace")),
    CaseState.CLOSED: ("return", ("withdraw",)),
}


class _Tried(Exception):
    """Ends a try that went through, so that nothing of it stays."""


@action
def _try(verb: Callable[[Viewer, int], Any], who: Viewer, case_id: int) -> None:
    verb(who, case_id)
    raise _Tried


def outcome_of(verb: Callable[[Viewer, int], Any], who: Viewer, case_id: int) -> str:
    try:
        _try(verb, who, case_id)
    except _Tried:
        return "done"
    except NotFound:
        return "404"
    except NotAllowed:
        return "403"
    raise AssertionError("an action does not end like this")


@pytest.mark.parametrize("state", list(CaseState))
def test_each_step_is_open_to_its_side_in_its_states_and_to_nobody_else(cast, opened, state):
    kind, steps = PATHS[state]
    case_id = opened(*steps, kind=kind)
    if state != CaseState.CLOSED:
        actions.let_angel_in(cast.bo, case_id, cast.alma.id)
    is_escalated = case_row(case_id).escalated_at is not None
    assert case_row(case_id).state == state
    clerk = replace(
        cast.eve,
        merchant_ids=frozenset({cast.merchant_id}),
        merchant_roles=frozenset({(cast.merchant_id, "support")}),
    )
    people = {
        "anonymous": (ANONYMOUS, ""),
        "stranger": (cast.eve, ""),
        "buyer": (cast.bo, BUYER),
        "merchant": (cast.chen, MERCHANT),
        "clerk": (clerk, MERCHANT),
        "angel": (cast.alma, "" if state == CaseState.CLOSED else "angel"),
        "moderator": (cast.dora, PLATFORM if is_escalated else ""),
        "operator": (cast.olga, PLATFORM if is_escalated else ""),
    }
    for name, (who, side) in people.items():
        for act, verb in ACTS.items():
            way = CASE_WAYS[act]
            expected = "404" if not side else "done" if side == way.side and state in way.sources else "403"
            assert outcome_of(verb, who, case_id) == expected, (name, act, state)
        # What the page draws is what the action takes.
        if side:
            may = {act for act in ACTS if case_policy.can_take(who, case_row(case_id), act)}
            assert may == {
                act for act in ACTS if CASE_WAYS[act].side == side and state in CASE_WAYS[act].sources
            }
    assert breaches() == []


def test_the_table_is_whole():
    assert set(ACTS) | {"lapse"} == set(CASE_WAYS)
    assert {state for way in CASE_WAYS.values() for state in way.targets} | {CaseState.OPENED} == set(
        CaseState
    )
    # Whoever's turn it is can do something, and where the clock runs it knows what to do.
    for state, side in TURN.items():
        assert any(way.side == side and state in way.sources for way in CASE_WAYS.values())
    assert set(DUE_IN) == CASE_WAYS["lapse"].sources
    assert set(CaseState) - set(DUE_IN) == {CaseState.ESCALATED, CaseState.CLOSED}


@pytest.mark.parametrize(
    ("state", "to", "outcome"),
    [
        (CaseState.OPENED, CaseState.ESCALATED, ""),
        (CaseState.OFFERED, CaseState.CLOSED, "lapsed"),
        (CaseState.REFUSED, CaseState.CLOSED, "refused"),
        (CaseState.RETURNING, CaseState.CLOSED, "lapsed"),
        (CaseState.SENT_BACK, CaseState.CLOSED, "refunded"),
        (CaseState.REPLACING, CaseState.ESCALATED, ""),
        (CaseState.REPLACED, CaseState.CLOSED, "exchanged"),
    ],
)
def test_the_clock_takes_the_step_that_nobody_took(cast, opened, time, state, to, outcome):
    kind, steps = PATHS[state]
    case_id = opened(*steps, kind=kind)
    time.pass_(seconds=DUE_IN[state].total_seconds() - 60)
    assert actions.lapse_due() == 0
    time.pass_(minutes=2)
    assert [actions.lapse_due(), actions.lapse_due()] == [1, 0]
    case = case_row(case_id)
    assert (case.state, case.outcome) == (to, outcome)
    last = session.scalars(select(OrderCaseStep).order_by(OrderCaseStep.id.desc())).first()
    assert (last.side, last.by_id) == (CLOCK, None)
    assert breaches() == []


def test_the_platform_has_no_deadline(cast, opened, time):
    case_id = opened("refuse", "escalate")
    time.pass_(days=90)
    assert actions.lapse_due() == 0
    assert case_row(case_id).state == "escalated"


def test_goods_that_come_back_are_paid_for_and_stand_on_the_shelf(cast, opened):
    case_id = opened("grant", "send_back")
    assert balances()["gateway"] == -20_800
    actions.confirm_return(cast.chen, case_id, goods_back=True)
    assert balances()["gateway"] == -10_800
    assert stock_of(cast.variant_id) == (19, 0, 1)
    assert breaches() == []


def test_what_the_clock_counts_as_returned_is_not_sold_again(cast, opened, time):
    opened("grant", "send_back")
    time.pass_(days=8)
    actions.lapse_due()
    assert balances()["gateway"] == -10_800
    assert stock_of(cast.variant_id) == (18, 0, 2)
    assert breaches() == []


def test_an_exchange_moves_pieces_and_no_money(cast, opened):
    case_id = opened("grant", "send_back", kind="exchange")
    before = balances()
    actions.confirm_return(cast.chen, case_id, goods_back=True)
    assert stock_of(cast.variant_id) == (19, 0, 1)
    actions.send_replacement(cast.chen, case_id, carrier="SF", tracking_number="N1")
    actions.receive_replacement(cast.bo, case_id)
    assert balances() == before
    assert stock_of(cast.variant_id) == (18, 0, 2)
    assert case_row(case_id).outcome == "exchanged"
    assert breaches() == []


def test_an_exchange_of_what_is_sold_out_ends_in_money(cast, opened):
    case_id = opened(kind="exchange")
    actions.grant(cast.chen, case_id, keeps_goods=True)
    action(lambda: stock.supply(cast.variant_id, -18))()
    with pytest.raises(Refused):
        actions.send_replacement(cast.chen, case_id, carrier="SF", tracking_number="N1")
    actions.repay(cast.chen, case_id)
    assert balances()["gateway"] == -10_800
    assert breaches() == []


def test_an_offer_that_is_taken_is_what_goes_back(cast, opened):
    case_id = opened("offer")
    actions.take_offer(cast.bo, case_id)
    assert balances()["gateway"] == -19_800
    line = session.scalars(select(OrderLine)).one()
    assert (line.refunded_cents, line.refunded_quantity) == (1_000, 0)
    assert breaches() == []


def test_an_offer_for_returned_goods_takes_the_pieces_whatever_they_bring(cast, opened):
    case_id = opened()
    actions.offer(cast.chen, case_id, amount_cents=4_000, needs_return=True)
    actions.take_offer(cast.bo, case_id)
    ACTS["send_back"](cast.bo, case_id)
    actions.confirm_return(cast.chen, case_id, goods_back=True)
    line = session.scalars(select(OrderLine)).one()
    assert (line.refunded_cents, line.refunded_quantity) == (4_000, 1)
    assert stock_of(cast.variant_id) == (19, 0, 1)
    assert breaches() == []


def test_the_platform_decides_for_either_side_with_a_reason(cast, opened):
    for_buyer, for_merchant = opened("refuse", "escalate"), opened("refuse", "escalate")
    with pytest.raises(Refused):
        actions.uphold(cast.dora, for_buyer, reason=" ")
    actions.uphold(cast.dora, for_buyer, reason="Rotten indeed", amount_cents=3_000)
    actions.dismiss(cast.olga, for_merchant, reason="Ripe, not rotten")
    assert [case_row(one).outcome for one in (for_buyer, for_merchant)] == ["refunded", "refused"]
    assert session.scalars(select(Refund.state).order_by(Refund.id)).all() == ["accepted", "refused"]
    steps = queries.case_of(cast.chen, for_buyer).steps
    assert (steps[-1].note, steps[-1].by) == ("Rotten indeed", "Dora")
    assert breaches() == []


def test_a_party_never_decides_her_own_case(cast, opened):
    case_id = opened("refuse", "escalate")
    judge = replace(cast.bo, roles=frozenset({"moderator"}))
    seller = replace(cast.chen, roles=frozenset({"operator"}))
    for who in (judge, seller):
        with pytest.raises(NotAllowed):
            actions.uphold(who, case_id, reason="I say so")


def test_nothing_vests_while_a_case_is_open_and_all_does_after(cast, opened, time):
    case_id = opened()
    time.pass_(days=8)
    assert commissions.vest_due() == 0
    actions.withdraw(cast.bo, case_id)
    assert commissions.vest_due() == 1
    assert breaches() == []


def test_the_history_cannot_be_rewritten(cast, opened):
    opened("refuse")

    @action
    def rewrite() -> None:
        session.execute(update(OrderCaseStep).values(note="Never said"))

    with pytest.raises(Exception, match="append-only"):
        rewrite()


def test_a_line_is_in_one_open_case_and_a_refused_one_gives_way(cast, credited):
    number = received(cast.bo, cast.chen, (cast.variant_id, 2), (cast.other_variant_id, 1), **credited)
    first, second = lines_of(number)
    one = actions.open_case(cast.bo, number, kind="refund", reason="x", pieces={first: 1})
    for again in ({"pieces": {first: 1}}, {"line_ids": [first]}, {}):
        with pytest.raises(Refused):
            actions.open_case(cast.bo, number, kind="refund", reason="x", **again)
    actions.open_case(cast.bo, number, kind="exchange", reason="x", pieces={second: 1})
    actions.refuse(cast.chen, one, reason="No")
    actions.open_case(cast.bo, number, kind="return", reason="Look again", pieces={first: 2})
    assert case_row(one).outcome == "refused"
    assert breaches() == []


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "gift"},
        {"problem": "mood"},
        {"reason": " "},
        {"pieces": {0: 1}},
        {"pieces": 3},
        {"pieces": -1},
        {"pieces": 1, "amount_cents": 10_001},
        {"pieces": 1, "amount_cents": 0},
        {"line_ids": [999]},
    ],
)
def test_what_cannot_be_asked_is_refused(cast, credited, asked):
    number = received(cast.bo, cast.chen, (cast.variant_id, 2), **credited)
    if isinstance(asked.get("pieces"), int):
        asked = asked | {"pieces": {lines_of(number)[0]: asked["pieces"]}}
    with pytest.raises(Refused):
        actions.open_case(cast.bo, number, **({"kind": "refund", "reason": "x"} | asked))
    assert session.scalars(select(OrderCase.id)).all() == []


def test_a_case_is_for_what_was_sent_by_whom_it_was_bought(cast, credited):
    number = shipped(cast.bo, cast.chen, (cast.variant_id, 1), **credited)
    for stranger in (cast.eve, cast.chen, cast.alma, cast.olga):
        with pytest.raises(NotFound):
            actions.open_case(stranger, number, kind="refund", reason="x")
    assert actions.open_case(cast.bo, number, kind="refund", problem="not_arrived", reason="Where is it?")


# The angel whom the buyer lets in.


def test_only_the_credited_angel_can_be_let_in_and_only_by_the_buyer(cast, opened):
    case_id = opened()
    for who, angel in ((cast.bo, cast.eve), (cast.bo, cast.chen)):
        with pytest.raises(Refused):
            actions.let_angel_in(who, case_id, angel.id)
    with pytest.raises(NotAllowed):
        actions.let_angel_in(cast.chen, case_id, cast.alma.id)
    with pytest.raises(NotFound):
        queries.case_of(cast.alma, case_id)


def test_the_angel_reads_the_talk_and_nothing_of_who_the_buyer_is(cast, opened):
    case_id = opened("grant", "send_back")
    actions.say_in_case(cast.bo, case_id, body="See")
    actions.let_angel_in(cast.bo, case_id, cast.alma.id)
    actions.say_in_case(cast.alma, case_id, body="I know this merchant")
    seen = queries.case_of(cast.alma, case_id)
    assert [message.body for message in seen.messages] == ["See", "I know this merchant"]
    assert (seen.buyer, seen.number, seen.return_tracking, seen.messages[0].by) == (None, "", "", "")
    assert "Bo" not in {step.by for step in seen.steps}
    assert all(word not in repr(seen) for word in ("Hangzhou", "West Lake", "13800001234", "'bo'"))


def test_the_buyer_ends_what_she_let_begin(cast, opened):
    case_id = opened()
    actions.let_angel_in(cast.bo, case_id, cast.alma.id)
    actions.let_angel_go(cast.bo, case_id)
    with pytest.raises(NotFound):
        queries.case_of(cast.alma, case_id)
    with pytest.raises(NotFound):
        actions.say_in_case(cast.alma, case_id, body="But")


def test_a_closed_case_is_read_and_not_spoken_in(cast, opened):
    case_id = opened("withdraw")
    assert queries.case_of(cast.chen, case_id).state == "closed"
    with pytest.raises(NotAllowed):
        actions.say_in_case(cast.chen, case_id, body="One more thing")


def test_seeing_one_case_and_listing_all_agree(cast, opened):
    plain, escalated = opened(), opened("refuse", "escalate")
    actions.let_angel_in(cast.bo, plain, cast.alma.id)
    for who in (ANONYMOUS, cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga):
        rows = [case_row(one) for one in (plain, escalated)]
        seen = {row.id for row in rows if case_policy.side_of(who, row)}
        assert set(session.scalars(case_policy.visible_cases(select(OrderCase.id), who))) == seen


@settings(
    max_examples=8,
    phases=[Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    price=st.integers(1, 400),
    bought=st.integers(1, 5),
    tries=st.lists(
        st.tuples(
            st.sampled_from(["refund", "return"]),
            st.integers(1, 3),
            st.sampled_from(["grant", "offer", "dismiss", "uphold", "repay part"]),
            st.integers(1, 300),
        ),
        max_size=3,
    ),
)
def test_no_sequence_of_partial_returns_drifts(cast, credited, price, bought, tries):
    @action
    def set_price() -> None:
        session.get_one(Variant, cast.variant_id).price_cents = price

    set_price()
    action(lambda: stock.supply(cast.variant_id, bought))()
    number = received(cast.bo, cast.chen, (cast.variant_id, bought), **credited)
    (line_id,) = lines_of(number)
    for kind, pieces, how, cents in tries:
        try:
            case_id = actions.open_case(cast.bo, number, kind=kind, reason="x", pieces={line_id: pieces})
        except (Refused, NotAllowed):
            continue
        _end(cast, case_id, how, min(cents, case_row(case_id).amount_cents))
    if queries.order_of(cast.bo, number).left_cents:
        refund_id = actions.request_refund(cast.bo, number, reason="All the rest")
        actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert queries.order_of(cast.bo, number).left_cents == 0
    assert session.scalar(select(OrderLine.fee_cents).where(OrderLine.id == line_id)) == 0
    assert [one for one in breaches() if not one.startswith("catalogue")] == []


def _end(cast, case_id: int, how: str, cents: int) -> None:
    is_return = case_row(case_id).kind == "return"
    match how:
        case "grant":
            actions.grant(cast.chen, case_id)
            if is_return:
                ACTS["send_back"](cast.bo, case_id)
                actions.confirm_return(cast.chen, case_id, goods_back=cents % 2 == 0)
        case "offer":
            actions.offer(cast.chen, case_id, amount_cents=cents, needs_return=is_return)
            actions.take_offer(cast.bo, case_id)
            if is_return:
                ACTS["send_back"](cast.bo, case_id)
                actions.confirm_return(cast.chen, case_id, goods_back=True)
        case "dismiss":
            actions.refuse(cast.chen, case_id, reason="No")
            actions.escalate(cast.bo, case_id, reason="Yes")
            actions.dismiss(cast.dora, case_id, reason="No")
        case _:
            actions.refuse(cast.chen, case_id, reason="No")
            actions.escalate(cast.bo, case_id, reason="Yes")
            actions.uphold(cast.dora, case_id, reason="Yes", amount_cents=cents)
