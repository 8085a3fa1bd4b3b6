"""Purses in the walk: withdrawals of angels, payouts and transfers of merchants, bookings by hand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from core import clock
from core.db import session
from domain.ledger import actions as ledger
from domain.ledger.models import Adjustment, Payout, Settlement
from domain.ledger.rules import PayoutTerms
from domain.orders.actions.merchant_payouts import draw_up_due
from tests.torture.walk import NothingToDo, step_of
from tests.torture.walk_gateways import Gateways

FEE_CENTS, WITHHELD_PERCENT = 100, 7
TERMS = PayoutTerms(
    fee_cents=FEE_CENTS, withholding_bps=WITHHELD_PERCENT * 100, two_approvals_from_cents=30_000
)

_PAYOUTS = (
    select(Payout.id, Payout.user_id, Payout.merchant_id, Payout.state, Payout.amount_cents)
    .where(Payout.state.in_(("requested", "approved", "sent")))
    .order_by(Payout.id)
)


@dataclass
class Walk(Gateways):
    """All of it."""

    def __post_init__(self) -> None:
        self.coupons, self.opened, self.paid = [], [], []
        self.given, self.owed = [], set()
        self.verbs = [
            (9, self.order),
            (10, self.pay),
            (8, self.go_to_pay),
            (1, self.hear_late),
            (10, self.ship),
            (10, self.receive),
            (13, self.open_case),
            (20, self.move_case),
            (3, self.cancel),
            (7, self.answer_refund),
            (3, self.retry_refund),
            (1, self.refund_comes_back),
            (2, self.dispute),
            (1, self.offer_coupon),
            (4, self.let_time_pass),
            (3, self.withdraw),
            (8, self.move_payout),
            (1, self.draw_up),
            (2, self.propose),
            (2, self.decide_proposal),
        ]

    def step(self) -> None:
        step_of(self, self.verbs)

    def withdraw(self) -> None:
        angel = self.luck.choice([self.cast.alma, self.cast.eve])
        cents = self.luck.choice([1_000, 5_000, 40_000])
        ledger.request_payout(angel, cents=cents, destination="Bank 1", currency="CNY", terms=TERMS)

    def draw_up(self) -> None:
        """What is due to the shops, as each week."""
        if not draw_up_due("week", 1_000, TERMS):
            raise NothingToDo

    def move_payout(self) -> None:
        found = session.execute(_PAYOUTS).all()
        session.rollback()
        payout = self.one_of(found)
        operator, luck = self.luck.choice(self.operators), self.luck.random()
        if payout.state == "requested" and payout.user_id and luck < 0.2:
            ledger.cancel_payout(self.buyers[payout.user_id], payout.id)
        elif luck < 0.2:
            end = ledger.fail_payout if payout.state == "sent" else ledger.reject_payout
            end(operator, payout.id, reason="wrong account")
        elif payout.state == "requested":
            ledger.approve_payout(operator, payout.id)
        elif payout.state == "approved":
            ledger.send_payout(operator, payout.id, external_reference=self.name("ref"))
        else:
            ledger.confirm_payout(operator, payout.id)
            self._has_left(payout)

    def _has_left(self, payout: Row[Any]) -> None:
        if payout.merchant_id:
            self.book.move(payout.amount_cents, ("merchant", payout.merchant_id), ("bank", 0))
            return
        angel, withheld = ("angel", payout.user_id), payout.amount_cents * WITHHELD_PERCENT // 100
        self.book.move(FEE_CENTS, angel, ("platform_fee", 0))
        self.book.move(withheld, angel, ("tax_withheld", 0))
        self.book.move(payout.amount_cents - FEE_CENTS - withheld, angel, ("bank", 0))

    def propose(self) -> None:
        """A correction, an entry fee, or a transfer of a shop's, written down by one operator."""
        operator, cents = (
            self.luck.choice(self.operators),
            self.luck.choice([-1, 1]) * self.luck.randint(1, 9_000),
        )
        shop = self.luck.choice(list(self.sellers))
        match self.luck.choice(["angel", "merchant", "entry_fee", "transfer", "transfer"]):
            case "angel":
                angel = self.luck.choice([self.cast.alma, self.cast.eve])
                self._correct(operator, "angel_available", angel.id, cents)
            case "merchant":
                self._correct(operator, "merchant_payable", shop, cents)
            case "entry_fee":
                ledger.propose_entry_fee(
                    operator,
                    merchant_id=self.cast.merchant_id,
                    cents=abs(cents),
                    reason="Entry",
                    due_at=clock.now() + timedelta(days=30),
                    currency="CNY",
                )
            case _:
                ledger.propose_settlement(
                    operator,
                    merchant_id=shop,
                    cents=cents,
                    external_reference=self.name("slip"),
                    memo="",
                    currency="CNY",
                )

    def _correct(self, operator: Any, kind: str, holder_id: int, cents: int) -> None:
        ledger.propose_correction(
            operator, account_kind=kind, holder_id=holder_id, cents=cents, reason="So", currency="CNY"
        )

    def decide_proposal(self) -> None:
        model = self.luck.choice([Adjustment, Settlement])
        found = session.scalars(select(model).where(model.state == "proposed").order_by(model.id)).all()
        session.rollback()
        proposal = self.one_of(found)
        is_adjustment = isinstance(proposal, Adjustment)
        operator = self.luck.choice(self.operators)
        if self.chance(0.2):
            (ledger.withdraw_adjustment if is_adjustment else ledger.withdraw_settlement)(
                operator, proposal.id
            )
        elif isinstance(proposal, Adjustment):
            ledger.confirm_adjustment(operator, proposal.id)
            other = "adjustment" if proposal.kind == "correction" else "platform_fee"
            self.book.move(
                proposal.amount_cents, (other, 0), (proposal.account_kind.split("_")[0], proposal.holder_id)
            )
        else:
            ledger.confirm_settlement(operator, proposal.id)
            self.book.move(proposal.amount_cents, ("bank", 0), ("merchant", proposal.merchant_id))
