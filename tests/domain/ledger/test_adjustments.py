"""Bookings by hand: one operator writes them down, another confirms them, whose account it is reads why."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.angels import commissions
from domain.ledger import actions, adjustments, debts
from domain.ledger.check import accounts_add_up, balances_agree
from domain.ledger.models import Account, Adjustment
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.ledger.test_payouts import promoted
from tests.orders import receive, refund, sell


@pytest.fixture
def second(cast: Cast) -> Viewer:
    """Another operator."""
    return promoted(cast.dora)


def correct(cast: Cast, cents: int = 500, who: Viewer | None = None) -> int:
    return actions.propose_correction(
        who or cast.olga,
        account_kind="angel_available",
        holder_id=cast.alma.id,
        cents=cents,
        reason="Credited late",
        currency="CNY",
    )


def invoice(cast: Cast, cents: int = 10_000) -> int:
    return actions.propose_entry_fee(
        cast.olga,
        merchant_id=cast.merchant_id,
        cents=cents,
        reason="Entry",
        due_at=clock.now() + timedelta(days=30),
        currency="CNY",
    )


def balances() -> dict[str, int]:
    session.expire_all()
    return {row.kind: row.balance_cents for row in session.scalars(select(Account)) if row.balance_cents}


def test_nothing_moves_before_another_has_confirmed_it(cast: Cast, second: Viewer) -> None:
    adjustment = correct(cast)
    with pytest.raises(NotAllowed):
        actions.confirm_adjustment(cast.olga, adjustment)
    assert balances() == {}

    actions.confirm_adjustment(second, adjustment)

    assert balances() == {"angel_available": 500, "adjustment": -500}
    assert [*balances_agree(), *accounts_add_up()] == []


def test_one_operator_waits_a_day_and_leaves_a_trace(
    cast: Cast, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    adjustment = correct(cast)
    with pytest.raises(NotAllowed):
        actions.confirm_adjustment(cast.olga, adjustment)
    time.pass_(hours=25)

    with caplog.at_level(logging.WARNING, "angelsays.money"):
        actions.confirm_adjustment(cast.olga, adjustment)

    assert balances()["angel_available"] == 500
    assert "only operator" in caplog.text


def test_it_counts_once_or_is_taken_back(cast: Cast, second: Viewer) -> None:
    adjustment, other = correct(cast), correct(cast, -200)
    actions.confirm_adjustment(second, adjustment)
    actions.withdraw_adjustment(cast.olga, other)

    for again in (adjustment, other):
        with pytest.raises(Refused):
            actions.confirm_adjustment(second, again)

    assert balances()["angel_available"] == 500


def test_the_same_is_not_written_down_twice_while_it_waits(cast: Cast, second: Viewer) -> None:
    actions.withdraw_adjustment(cast.olga, correct(cast))
    correct(cast)

    with pytest.raises(Refused):
        correct(cast, who=second)


@pytest.mark.parametrize(
    "fault",
    [{"cents": 0}, {"reason": ""}, {"holder_id": 999}, {"account_kind": "gateway"}, {"account_kind": "angel_held"}],
)  # fmt: skip
def test_what_does_not_fit_is_refused(cast: Cast, fault: dict[str, object]) -> None:
    facts = {
        "account_kind": "angel_available", "holder_id": cast.alma.id, "cents": 5, "reason": "x", "currency": "CNY",
    }  # fmt: skip

    with pytest.raises(Refused):
        actions.propose_correction(cast.olga, **{**facts, **fault})


def test_an_entry_fee_is_an_invoice_on_the_companys_account(cast: Cast, second: Viewer) -> None:
    actions.confirm_adjustment(second, invoice(cast))

    assert balances() == {"merchant_payable": -10_000, "platform_fee": 10_000}
    booking = adjustments.about(cast.chen, "merchant_payable", cast.merchant_id)[0]
    assert (booking.kind, booking.cents, booking.is_posted) == ("entry_fee", -10_000, True)
    assert booking.due_at is not None


def test_persons_pay_no_entry_fee(cast: Cast) -> None:
    @action
    def become_a_person() -> None:
        session.get_one(Merchant, cast.merchant_id).kind = "person"

    become_a_person()

    with pytest.raises(Refused):
        invoice(cast)


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_only_operators_write_down_and_confirm(cast: Cast, who: str) -> None:
    adjustment, person = correct(cast), getattr(cast, who)

    with pytest.raises(NotAllowed):
        correct(cast, 7, who=person)
    with pytest.raises(NotAllowed):
        actions.confirm_adjustment(person, adjustment)
    with pytest.raises(NotAllowed):
        actions.withdraw_adjustment(person, adjustment)
    with pytest.raises(NotAllowed):
        adjustments.adjustments(person)
    assert (adjustments.about(person, "angel_available", cast.alma.id) == []) == (who != "alma")


def test_an_unknown_one_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        actions.confirm_adjustment(cast.olga, 99)


class TestWritingOff:
    @pytest.fixture
    def indebted(self, cast: Cast, time: Time) -> Cast:
        """Alma owes 15.00: the refund came after her money was paid out."""
        sold = sell(cast, angel_id=cast.alma.id)
        receive(sold)
        time.pass_(days=8)
        commissions.vest_due()
        actions.pay_payout(
            cast.olga,
            actions.request_payout(cast.alma, cents=1_500, destination="Bank", currency="CNY"),
            external_reference="T",
        )
        refund(sold, 10_000)
        return cast

    def write_off(self, cast: Cast) -> int:
        return actions.propose_write_off(cast.olga, user_id=cast.alma.id, reason="Too old", currency="CNY")

    def test_it_waits_180_days(self, indebted: Cast, time: Time) -> None:
        time.pass_(days=179)

        with pytest.raises(Refused):
            self.write_off(indebted)
        assert [debt.cents for debt in debts.debts(indebted.olga, "CNY")] == [-1_500]

    def test_then_it_is_lifted_to_zero_at_the_sites_expense(
        self, indebted: Cast, second: Viewer, time: Time
    ) -> None:
        time.pass_(days=181)
        actions.confirm_adjustment(second, self.write_off(indebted))

        assert balances()["write_off"] == -1_500
        assert "angel_available" not in balances()
        assert debts.debts(indebted.olga, "CNY") == []
        assert session.scalars(select(Adjustment.kind)).all() == ["write_off"]

    def test_it_is_not_confirmed_once_the_account_has_moved(
        self, indebted: Cast, second: Viewer, time: Time
    ) -> None:
        time.pass_(days=181)
        written = self.write_off(indebted)
        actions.confirm_adjustment(second, correct(indebted, 500))

        with pytest.raises(Refused):
            actions.confirm_adjustment(second, written)

    def test_a_debt_that_was_filled_up_and_came_again_is_young(
        self, indebted: Cast, second: Viewer, time: Time
    ) -> None:
        time.pass_(days=181)
        actions.confirm_adjustment(second, correct(indebted, 2_000))
        actions.confirm_adjustment(second, correct(indebted, -1_000))

        with pytest.raises(Refused):
            self.write_off(indebted)
