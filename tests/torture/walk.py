"""A random walk through everything that moves money, and a book kept beside it by hand.

The book knows only what happened (what was sold, what went back, what was withdrawn) and the rules of the house. It
never reads the ledger, so that the two can be compared to the cent.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import DomainError
from domain.angels import commissions
from domain.ledger import actions as ledger
from domain.ledger.models import Account, Payout
from domain.orders import actions as orders
from domain.orders.models import Order, OrderLine, Refund
from domain.orders.rules import State
from domain.people.viewer import Viewer
from tests.buying import HOME
from tests.cast import Cast

# Orders that the walk still touches; older ones rest.
ALIVE = 60


@dataclass
class Sale:
    """A paid order as the book knows it: what each line brought, what of it is left, and who earns on it."""

    merchant_id: int
    is_ours: bool
    fee_bps: int
    shipping_cents: int
    lines: dict[int, tuple[int, int, int | None]]

    def moves(self) -> Counter[tuple[str, int]]:
        """What the order leaves on each account, by the rules: floor(rate x what is left), once a line."""
        found: Counter[tuple[str, int]] = Counter()
        merchant, left = ("merchant", self.merchant_id), self.shipping_cents
        for cents, rate_bps, angel_id in self.lines.values():
            fee, commission = cents * self.fee_bps // 10_000, cents * rate_bps // 10_000 if angel_id else 0
            found[("platform_fee", 0)] += fee
            found[merchant] -= fee + commission
            if angel_id:
                found[("angel", angel_id)] += commission
            left += cents
        if self.is_ours:
            found[merchant] += left
            found[("gateway", 0)] -= left
        return found


@dataclass
class Book:
    """Balances by kind and holder. An angel's purses count as one, and so do a merchant's."""

    balances: Counter[tuple[str, int]] = field(default_factory=Counter)
    sales: dict[str, Sale] = field(default_factory=dict)

    def put_down(self, number: str, sale: Sale) -> None:
        before = self.sales[number].moves() if number in self.sales else Counter()
        self.balances.update(sale.moves())
        self.balances.subtract(before)
        self.sales[number] = sale

    def paid_out(self, payee: tuple[str, int], cents: int) -> None:
        self.balances[payee] -= cents
        self.balances[("bank", 0)] += cents

    def differences(self) -> list[str]:
        """Between the book and the ledger's balances."""
        kept: Counter[tuple[str, int]] = Counter()
        for kind, holder, cents in session.execute(
            select(Account.kind, Account.holder_id, Account.balance_cents)
        ):
            kept[(kind.split("_")[0] if kind.startswith(("angel", "merchant")) else kind, holder)] += cents
        return [
            f"{name}: the ledger says {kept[name]}, the book {self.balances[name]}"
            for name in sorted(kept.keys() | self.balances.keys())
            if kept[name] != self.balances[name]
        ]


@dataclass
class Walk:
    cast: Cast
    buyers: list[Viewer]
    sellers: dict[int, Viewer]
    variants: list[int]
    operators: list[Viewer]
    luck: Random
    book: Book = field(default_factory=Book)
    alive: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    time: ExitStack = field(default_factory=ExitStack)
    _keys: int = 0

    def step(self) -> None:
        """One thing that somebody tries. What the site refuses changes nothing."""
        verbs: list[tuple[int, Callable[[], None]]] = [
            (20, self.order),
            (22, self.pay),
            (14, self.ship),
            (12, self.receive),
            (10, self.ask_back),
            (10, self.decide_refund),
            (4, self.cancel),
            (6, self.let_time_pass),
            (5, self.withdraw),
            (5, self.move_payout),
        ]
        (verb,) = self.luck.choices([verb for _, verb in verbs], [weight for weight, _ in verbs])
        try:
            verb()
            self.done[verb.__name__] += 1
        except DomainError:
            session.rollback()
            self.refused[verb.__name__] += 1

    def order(self) -> None:
        buyer = self.luck.choice(self.buyers)
        for variant_id in self.luck.sample(self.variants, self.luck.randint(1, len(self.variants))):
            orders.add_to_cart(buyer, variant_id, self.luck.randint(1, 3))
        credits = {variant: self.luck.choice(["alma", "eve", "none"]) for variant in self.variants}
        self._keys += 1
        placed = orders.place_order(
            buyer,
            to=HOME,
            payment_method=self.luck.choice(["sandbox", "sandbox", "transfer", "cod"]),
            currency="CNY",
            idempotency_key=f"walk-{self._keys}",
            credits=credits,
            sandbox=True,
        )
        self.alive = [*self.alive, *placed.numbers][-ALIVE:]

    def pay(self) -> None:
        order = self._some(State.AWAITING_PAYMENT, State.SHIPPED, unpaid=True)
        buyer, seller = self._parties(order)
        if order.payment_method == "sandbox":
            orders.pay_by_sandbox(buyer, order.number)
        elif order.payment_method == "transfer" and order.buyer_says_paid_at is None:
            orders.claim_payment(buyer, order.number)
        else:
            orders.confirm_payment(seller, order.number)
        self._put_down(order.number)

    def ship(self) -> None:
        order = self._some(State.PAID, State.ACCEPTED)
        pieces = None
        if self.luck.random() < 0.3:
            lines = self._lines(order.id)
            pieces = {line.id: self.luck.randint(0, line.quantity) for line in lines}
        _, seller = self._parties(order)
        orders.ship(seller, order.number, carrier="SF", tracking_number="1", pieces=pieces)

    def receive(self) -> None:
        order = self._some(State.SHIPPED, State.PAID)
        orders.receive(self._parties(order)[0], order.number)

    def ask_back(self) -> None:
        order = self._some(State.PAID, State.SHIPPED, State.RECEIVED, State.COMPLETED)
        lines = [line.id for line in self._lines(order.id)]
        some = self.luck.sample(lines, self.luck.randint(0, len(lines)))
        most = max(1, order.total_cents - order.refunded_cents)
        amount = self.luck.randint(1, most) if self.luck.random() < 0.6 else None
        orders.request_refund(
            self._parties(order)[0], order.number, reason="bruised", line_ids=some, amount_cents=amount
        )

    def decide_refund(self) -> None:
        statement = (
            select(Order.number, Order.merchant_id, Refund.id)
            .join(Refund, Refund.order_id == Order.id)
            .where(Refund.state == "requested", Order.number.in_(self.alive))
        )
        number, merchant_id, refund_id = self._one_of(session.execute(statement).all())
        session.rollback()
        orders.decide_refund(
            self.sellers[merchant_id],
            number,
            refund_id,
            accept=self.luck.random() < 0.8,
            reason="so be it",
            goods_back=self.luck.random() < 0.5,
        )
        self._put_down(number)

    def cancel(self) -> None:
        order = self._some(State.AWAITING_PAYMENT, State.PAID, State.ACCEPTED)
        who = self.luck.choice(self._parties(order))
        orders.cancel(who, order.number, reason="changed my mind")
        self._put_down(order.number)

    def let_time_pass(self) -> None:
        self.time.enter_context(clock.shifted(timedelta(hours=self.luck.choice([1, 12, 48, 100]))))
        orders.expire_due()
        orders.receive_due()
        orders.complete_due()
        commissions.vest_due()
        session.rollback()
        for number in self.alive:
            self._put_down(number)

    def withdraw(self) -> None:
        angel = self.luck.choice([self.cast.alma, self.cast.eve])
        ledger.request_payout(
            angel, cents=self.luck.choice([1_000, 5_000, 20_000]), destination="Bank 1", currency="CNY"
        )

    def move_payout(self) -> None:
        open_ones = select(Payout.id, Payout.user_id, Payout.state, Payout.amount_cents).where(
            Payout.state.in_(("requested", "approved", "sent"))
        )
        payout_id, user_id, state, cents = self._one_of(session.execute(open_ones).all())
        session.rollback()
        operator, luck = self.luck.choice(self.operators), self.luck.random()
        if state == "requested" and luck < 0.2:
            ledger.cancel_payout(next(one for one in self.buyers if one.id == user_id), payout_id)
        elif state == "requested":
            ledger.approve_payout(operator, payout_id)
        elif luck < 0.15:
            (ledger.fail_payout if state == "sent" else ledger.reject_payout)(
                operator, payout_id, reason="wrong account"
            )
        elif state == "approved":
            ledger.send_payout(operator, payout_id, external_reference=f"ref-{payout_id}")
        else:
            ledger.confirm_payout(operator, payout_id)
            self.book.paid_out(("angel", user_id), cents)

    def _put_down(self, number: str) -> None:
        """Into the book, once it is paid: what the buyer paid for and has not had back."""
        session.rollback()
        order = session.scalars(select(Order).where(Order.number == number)).one()
        if order.paid_at is None:
            return
        lines = self._lines(order.id)
        goods_back = sum(line.refunded_cents for line in lines)
        sale = Sale(
            merchant_id=order.merchant_id,
            is_ours=order.payment_method == "sandbox",
            fee_bps=order.fee_bps,
            shipping_cents=order.shipping_cents - (order.refunded_cents - goods_back),
            lines={
                line.id: (
                    line.unit_price_cents * line.quantity - line.discount_cents - line.refunded_cents,
                    line.rate_bps,
                    line.angel_id,
                )
                for line in lines
            },
        )
        session.rollback()
        self.book.put_down(number, sale)

    def _some(self, *states: State, unpaid: bool = False) -> Order:
        statement = select(Order).where(Order.number.in_(self.alive), Order.state.in_(states))
        if unpaid:
            statement = statement.where(Order.paid_at.is_(None))
        order = self._one_of(session.scalars(statement.order_by(Order.id)).all())
        session.rollback()
        return order

    def _one_of(self, found):  # type: ignore[no-untyped-def]
        if not found:
            session.rollback()
            raise NothingToDo
        return self.luck.choice(found)

    def _lines(self, order_id: int) -> list[OrderLine]:
        return list(
            session.scalars(select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id))
        )

    def _parties(self, order: Order) -> tuple[Viewer, Viewer]:
        buyer = next(one for one in self.buyers if one.id == order.buyer_id)
        return buyer, self.sellers[order.merchant_id]


class NothingToDo(DomainError):
    """Nobody is where this could be tried."""
