"""What reads money reads the same on SQLite and PostgreSQL."""

import pytest
from flask import Flask

import domain.checks  # noqa: F401
from core import clock, invariants
from domain.angels import commissions, earnings
from domain.ledger import actions, desk, queries
from tests.cast import Cast
from tests.orders import receive, refund, sell


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
