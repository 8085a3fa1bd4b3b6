"""What reads money reads the same on SQLite and PostgreSQL."""

import pytest
from flask import Flask
from sqlalchemy import select, update

import domain.checks  # noqa: F401
from core import clock, invariants
from core.db import session
from core.unit import action
from domain.angels import commissions, earnings
from domain.angels.models import Commission
from domain.ledger import actions, adjustments, debts, desk, queries, tax
from domain.ledger.actions.adjustments import WRITE_OFF_AFTER
from domain.ledger.check import balances_agree, held_money_agrees, payouts_are_itemised, statements_hold
from domain.ledger.policy import COOLING
from domain.ledger.rules import PayoutTerms
from domain.orders import books
from domain.orders.actions.merchant_payouts import draw_up_due
from domain.orders.models import Order, OrderLine
from domain.orders.queries.payouts import payout_view
from tests.cast import Cast
from tests.orders import Sold, receive, refund, sell


@pytest.fixture
def traded(world: Cast) -> Cast:
    """Alma has sold twice; one sale has vested and lost a third to a refund, and a withdrawal is open."""
    old = sell(world, angel_id=world.alma.id)
    receive(old)
    with clock.shifted(commissions.VESTS_AFTER * 2):
        commissions.vest_due()
        refund(old, 3_000)
    sell(world, 2_000, angel_id=world.alma.id, holder="merchant")
    actions.request_payout(world.alma, cents=1_000, destination="Bank", currency="CNY")
    return world


def test_every_check_runs(traded: Cast) -> None:
    found = {outcome.name: outcome.breaches for outcome in invariants.outcomes()}

    assert [
        name for name, breaches in found.items() if any("could not be checked" in one for one in breaches)
    ] == []
    assert {
        name: found[name] for name in found if name.startswith(("ledger", "commissions")) and found[name]
    } == {}
    assert found["orders: paid ones are in the ledger, to the cent"] == ()


def test_an_angel_reads_her_earnings(traded: Cast) -> None:
    summary = earnings.summary(traded.alma, "CNY")
    lines = list(earnings.lines(traded.alma))

    assert (summary.pending_cents, summary.available_cents, summary.held_cents) == (300, 50, 1_000)
    assert [(line.state, line.amount_cents, len(line.reversals)) for line in lines] == [
        ("pending", 300, 0), ("vested", 1_050, 1),
    ]  # fmt: skip
    assert [cents for _, cents in earnings.by_day(traded.alma, "CNY")][-1] == 1_350


def test_a_merchant_reads_his_account(traded: Cast) -> None:
    rows = list(queries.entries_for_merchant(traded.chen, traded.merchant_id, "CNY"))

    assert [
        (row.kind, row.collected_cents, row.fee_cents, row.commission_cents, row.cents) for row in rows
    ] == [
        ("sale", 0, 100, 300, -400),
        ("refund", -3_000, -150, -450, -2_400),
        ("sale", 10_000, 500, 1_500, 8_000),
    ]
    assert queries.merchant_balance(traded.chen, traded.merchant_id, "CNY") == 5_200


def test_the_books_read_the_same(traded: Cast) -> None:
    """Statements, entries from every side, what a payout consists of, debts and the tax office's year."""
    with clock.shifted(commissions.VESTS_AFTER * 10):
        assert actions.make_statements() > 0
    payout = queries.open_payout(traded.alma, "CNY")
    actions.pay_payout(traded.olga, payout.id, external_reference="T-1")

    assert statements_hold() == []
    view = payout_view(traded.alma, payout.id)
    assert (sum(item.cents for item in view.items), [step.state for step in view.steps]) == (
        1_000, ["requested", "approved", "sent", "succeeded"],
    )  # fmt: skip
    assert sorted(row.cents for row in books.entries_of(traded.bo)) == [-10_000, 0, 3_000]
    assert {row.kind for row in books.entries_of(traded.alma)} >= {"sale", "vest", "refund", "payout_paid"}
    entry = books.all_entries(traded.olga, kind="refund").items[0].id
    assert {
        who: [side.name for side in found.sides] if (found := books.entry_for(getattr(traded, who), entry)) else []
        for who in ("alma", "bo", "chen", "eve", "olga")
    } == {"alma": ["angel"], "bo": ["buyer"], "chen": ["merchant"], "eve": [], "olga": ["site"]}  # fmt: skip
    assert debts.debts(traded.olga, "CNY") == []
    assert [row.paid_cents for row in tax.year(traded.olga, clock.now().year, secret="s")] == [1_000]


def test_what_is_due_to_a_merchant_is_drawn_up(traded: Cast) -> None:
    _complete_all()

    assert draw_up_due("month", 100, PayoutTerms()) == 1

    money = queries.merchant_money(traded.chen, traded.merchant_id, "CNY")
    assert (money.balance_cents, money.held_cents) == (0, 5_200)
    assert [*payouts_are_itemised(), *held_money_agrees()] == []
    assert {row.payout_state for row in queries.entries_for_merchant(traded.chen, traded.merchant_id, "CNY")} == {
        "", "requested"
    }  # fmt: skip


@action
def _complete_all() -> None:
    session.execute(update(Order).values(completed_at=clock.now()))


def test_a_debt_is_told_with_its_age_and_written_off(traded: Cast, place: Flask) -> None:
    refund_rest(traded)
    assert [debt.cents for debt in debts.debts(traded.olga, "CNY")] == [-1_000]

    with clock.shifted(WRITE_OFF_AFTER * 2):
        written = actions.propose_write_off(traded.olga, user_id=traded.alma.id, reason="old", currency="CNY")
        with clock.shifted(COOLING * 2):
            actions.confirm_adjustment(traded.olga, written)

    assert debts.debts(traded.olga, "CNY") == []
    assert [row.state for row in adjustments.adjustments(traded.olga)] == ["posted"]
    assert balances_agree() == []


def refund_rest(traded: Cast) -> None:
    """The vested sale is given back whole, while a withdrawal of it is open."""
    order_id = session.scalar(select(Commission.order_id).where(Commission.state == "vested"))
    line_id = session.scalar(select(OrderLine.id).where(OrderLine.order_id == order_id))
    with clock.shifted(commissions.VESTS_AFTER * 3):
        refund(Sold(order_id, "", (line_id,)), 7_000)


def test_an_operator_reads_the_desk(traded: Cast, place: Flask) -> None:
    actions.propose_settlement(
        traded.olga,
        merchant_id=traded.merchant_id,
        cents=-100,
        external_reference="T",
        memo="",
        currency="CNY",
    )

    assert [case.amount_cents for case in desk.payout_cases(traded.olga)] == [1_000]
    assert [one.balance_cents for one in desk.merchant_accounts(traded.olga, "CNY")] == [5_200]
    assert [row.state for row in desk.settlements(traded.olga)] == ["proposed"]
