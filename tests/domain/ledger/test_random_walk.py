"""Any sequence of sales, refunds, vesting, payouts that arrive or come back, and bookings by hand keeps every account the
sum of its lines, all of them together at nothing, and every payout made of what was earned."""

import random

import pytest

import domain.checks  # noqa: F401
from core import invariants
from core.errors import DomainError
from domain.angels import commissions
from domain.ledger import actions
from domain.ledger.check import (
    accounts_add_up,
    balances_agree,
    entries_balance,
    held_money_agrees,
    payouts_are_itemised,
    statements_hold,
)
from domain.ledger.rules import PayoutTerms
from domain.orders.actions.merchant_payouts import draw_up_due
from domain.people.viewer import Viewer
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.ledger.test_payouts import promoted
from tests.domain.orders.test_merchant_payouts import complete
from tests.orders import Sold, receive, refund, sell

STEPS = 90
TERMS = PayoutTerms(fee_cents=37, withholding_bps=777, two_approvals_from_cents=20_000)


class Walk:
    def __init__(self, cast: Cast, second: Viewer, time: Time, seed: int) -> None:
        self.cast, self.second, self.time = cast, second, time
        self.rng = random.Random(seed)
        self.sold: list[tuple[Sold, list[int]]] = []
        self.payouts: list[int] = []
        self.written: list[int] = []
        self.done = 0

    def step(self) -> None:
        deed = self.rng.choice(
            [self.sell, self.sell, self.refund, self.receive, self.wait, self.ask, self.decide, self.decide,
             self.draw_up, self.correct, self.confirm]
        )  # fmt: skip
        try:
            deed()
            self.done += 1
        except DomainError:
            pass  # Refused is as good an answer as done: nothing may have moved by it.

    def sell(self) -> None:
        nets = [self.rng.randint(100, 90_000) for _ in range(self.rng.randint(1, 2))]
        angel = self.rng.choice((None, self.cast.alma.id, self.cast.eve.id))
        holder = self.rng.choice(("platform", "platform", "merchant"))
        sold = sell(self.cast, *nets, angel_id=angel, rate_bps=self.rng.randint(500, 4_000), holder=holder)
        self.sold.append((sold, nets))

    def refund(self) -> None:
        sold, left = self.rng.choice(self.sold)
        line = self.rng.randrange(len(left))
        if left[line]:
            cents = self.rng.randint(1, left[line])
            left[line] -= cents
            refund(sold, cents, line)

    def receive(self) -> None:
        sold, _ = self.rng.choice(self.sold)
        receive(sold)
        if self.rng.random() < 0.5:
            complete(sold)

    def wait(self) -> None:
        self.time.pass_(days=self.rng.choice((1, 8, 25)))
        commissions.vest_due()

    def ask(self) -> None:
        who = self.rng.choice((self.cast.alma, self.cast.eve))
        cents = self.rng.randint(900, 30_000)
        self.payouts.append(
            actions.request_payout(who, cents=cents, destination="Bank", currency="CNY", terms=TERMS)
        )

    def decide(self) -> None:
        payout = self.rng.choice(self.payouts)
        who = self.rng.choice((self.cast.olga, self.second))
        match self.rng.randrange(7):
            case 0 | 1 | 2:
                actions.approve_payout(who, payout)
            case 3:
                actions.send_payout(who, payout, external_reference=str(self.rng.random()))
            case 4:
                actions.confirm_payout(who, payout)
            case 5:
                actions.fail_payout(who, payout, reason="came back")
            case _:
                actions.reject_payout(who, payout, reason="no")

    def draw_up(self) -> None:
        draw_up_due("week", 1, TERMS)

    def correct(self) -> None:
        kind, holder = self.rng.choice(
            (("angel_available", self.cast.alma.id), ("merchant_payable", self.cast.merchant_id))
        )
        self.written.append(
            actions.propose_correction(
                self.cast.olga, account_kind=kind, holder_id=holder, cents=self.rng.randint(-5_000, 5_000),
                reason="so", currency="CNY",
            )
        )  # fmt: skip

    def confirm(self) -> None:
        actions.confirm_adjustment(self.second, self.rng.choice(self.written))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_sequence_loses_a_cent(cast: Cast, time: Time, seed: int) -> None:
    walk = Walk(cast, promoted(cast.dora), time, seed)
    walk.sell()
    walk.written.append(0)
    walk.payouts.append(0)

    for _ in range(STEPS):
        walk.step()

    assert walk.done > STEPS // 3
    time.pass_(days=40)
    actions.make_statements()
    found = [
        *entries_balance(), *balances_agree(), *accounts_add_up(), *held_money_agrees(), *payouts_are_itemised(),
        *statements_hold(),
    ]  # fmt: skip
    assert found == []
    assert "commissions: agree with the ledger" not in {
        outcome.name for outcome in invariants.outcomes() if outcome.breaches
    }
