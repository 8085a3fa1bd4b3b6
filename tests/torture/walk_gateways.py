"""A gateway in the walk: what it tells of payments, of what goes back, and of disputes, late, twice, or never."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, select

from adapters.payments import Disputed, Fact, Heard, Paid, Returned
from core.db import session
from domain.orders import actions as orders
from domain.orders.actions.gateway_refunds import due_refunds
from domain.orders.models import GatewayRefund, Order, Refund
from domain.orders.rules import State
from tests.torture.walk_cases import Cases

STRIPE = "stripe"
KEPT = 60


_ASKED = (
    select(
        GatewayRefund.reference,
        GatewayRefund.refund_id,
        GatewayRefund.amount_cents,
        Order.number,
        Order.merchant_id,
        Order.refunded_cents,
    )
    .join(Order, Order.id == GatewayRefund.order_id)
    .where(GatewayRefund.reference == bindparam("reference"))
)


@dataclass
class Slip:
    """A payment as the gateway knows it. `disputes`: what a bank has asked for, by its name."""

    reference: str
    transaction_id: str
    cents: int
    numbers: tuple[str, ...]
    disputes: dict[str, int] = field(default_factory=dict)


class Gateways(Cases):
    opened: list[Slip]
    paid: list[Slip]
    # What was given back, as we had asked for it, and the refunds that came back and are owed to the buyer.
    given: list[Row[Any]]
    owed: set[int]

    def go_to_pay(self) -> None:
        order = self.one_of(
            [one for one in self.orders(State.AWAITING_PAYMENT) if one.payment_method == STRIPE]
        )
        started = orders.start_payment(
            self.parties(order)[0],
            order.number,
            provider=STRIPE,
            way="checkout",
            whole_checkout=self.chance(0.5),
        )
        numbers = tuple(number for number, _ in started.parts)
        known = [slip.reference for slip in self.opened]
        if started.reference not in known:
            slip = Slip(started.reference, self.name("pi"), started.amount_cents, numbers)
            self.opened = [*self.opened, slip][-KEPT:]
        # Most pay while they are there; others close the window, and may come back.
        if self.chance(0.7):
            self._hear_of(next(slip for slip in self.opened if slip.reference == started.reference))

    def hear_late(self) -> None:
        self._hear_of(self.one_of([*self.opened, *self.paid[-5:]]))

    def _hear_of(self, slip: Slip) -> None:
        self._tell(Paid(slip.reference, slip.transaction_id, slip.cents, "CNY"))
        if slip in self.opened:
            self.opened.remove(slip)
            self.paid = [*self.paid, slip][-KEPT:]
        self.put_down(*slip.numbers)

    def answer_refund(self) -> None:
        """What the gateway was asked to give back: it did, or did not, or is at it."""
        before = self._asked(self.one_of(list(due_refunds())).ask.reference)
        state = self.luck.choice(["accepted", "accepted", "accepted", "failed", "requested"])
        self._answer(before, state)
        if state != "accepted":
            return
        self.given = [*self.given, before][-KEPT:]
        merchant, gateway = ("merchant", before.merchant_id), ("gateway", 0)
        if before.refund_id in self.owed:
            self.owed.remove(before.refund_id)
            self.book.move(before.amount_cents, ("refund_due", 0), gateway)
        elif before.refund_id:
            # What the order could not give any more is the merchant's.
            grown = self._asked(before.reference).refunded_cents - before.refunded_cents
            self.book.move(before.amount_cents - grown, merchant, gateway)
        self.put_down(before.number)

    def refund_comes_back(self) -> None:
        """The buyer's bank sends back what the gateway had given."""
        given = self.one_of(self.given)
        self.given.remove(given)
        self._answer(given, "failed")
        if given.refund_id:
            self.owed.add(given.refund_id)
            self.book.move(given.amount_cents, ("gateway", 0), ("refund_due", 0))

    def _answer(self, asked: Row[Any], state: str) -> None:
        self._tell(Returned(asked.reference, state, asked.amount_cents, "CNY", problem="no balance"))

    def _asked(self, reference: str) -> Row[Any]:
        found = session.execute(_ASKED, {"reference": reference}).one()
        session.rollback()
        return found

    def retry_refund(self) -> None:
        is_failed = (Refund.state == "failed") & Order.number.in_(self.alive)
        failed = session.execute(
            select(Order.number, Order.merchant_id, Refund.id)
            .join(Refund, Refund.order_id == Order.id)
            .where(is_failed | Refund.id.in_(self.owed))
            .order_by(Refund.id)
        ).all()
        session.rollback()
        number, merchant_id, refund_id = self.one_of(failed)
        orders.retry_refund(self.sellers[merchant_id], number, refund_id)

    def dispute(self) -> None:
        """A bank asks for money back, or decides about what it asked for."""
        slip = self.one_of([one for one in self.paid if set(one.numbers) <= set(self.alive)])
        if slip.disputes and self.chance(0.6):
            name = self.luck.choice(list(slip.disputes))
            cents, state = slip.disputes[name], self.luck.choice(["won", "lost", "lost"])
        else:
            cents = self.luck.choice([slip.cents, self.luck.randint(1, slip.cents)])
            name, state = self.name("dp"), self.luck.choice(["open", "open", "lost"])
            slip.disputes[name] = cents
        self._tell(Disputed(name, slip.transaction_id, state, cents, "CNY", "fraudulent"))
        self.put_down(*slip.numbers)

    def _tell(self, fact: Fact) -> None:
        heard = Heard(self.name("evt"), fact)
        for _ in range(self.luck.choice([1, 1, 1, 2])):
            orders.take_heard(STRIPE, heard)
