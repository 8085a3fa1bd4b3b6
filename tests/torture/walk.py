"""A random walk through everything that moves money, by the site's own actions. What each step is, by who takes it:
orders here, cases in walk_cases.py, gateways in walk_gateways.py, purses in walk_purses.py."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, or_, select

from core import clock
from core.db import session
from core.errors import DomainError
from domain.angels import actions as angels, commissions
from domain.catalog.models import Product, Variant
from domain.orders import actions as orders
from domain.orders.actions import Plan
from domain.orders.models import Order, OrderCase, OrderLine, Refund
from domain.orders.rules import FINAL, OPEN_REFUND, State
from domain.people.viewer import Viewer
from domain.viewers import viewer_of
from tests.buying import HOME, change, second_shop
from tests.cast import Cast
from tests.domain.ledger.test_payouts import promoted
from tests.torture.book import Book

T = TypeVar("T")

# Orders that the walk still touches; older ones rest once nothing about them is open.
ALIVE = 40
PLENTY = 1_000_000_000
# A verb that finds nothing to do is no step: another one is tried.
PATIENCE = 1_000

_ORDERS = (
    select(
        Order.id,
        Order.number,
        Order.state,
        Order.buyer_id,
        Order.merchant_id,
        Order.payment_method,
        Order.buyer_says_paid_at,
        Order.paid_at,
        Order.part_sent_at,
        Order.total_cents,
        Order.refunded_cents,
    )
    .where(Order.number.in_(bindparam("numbers", expanding=True)))
    .order_by(Order.id)
)
_LINES = (
    select(OrderLine.id, OrderLine.quantity)
    .where(OrderLine.order_id == bindparam("order"))
    .order_by(OrderLine.id)
)
_RESTING = (
    select(Order.number)
    .where(
        Order.number.in_(bindparam("numbers", expanding=True)),
        Order.state.in_(FINAL),
        ~or_(
            select(OrderCase.id)
            .where(OrderCase.order_id == Order.id, OrderCase.closed_at.is_(None))
            .exists(),
            select(Refund.id).where(Refund.order_id == Order.id, Refund.state.in_(OPEN_REFUND)).exists(),
        ),
    )
    .order_by(Order.id)
)


class NothingToDo(DomainError):
    """Nobody is where this could be tried."""


@dataclass
class Street:
    """Who walks, and what is known of what they have done."""

    cast: Cast
    buyers: dict[int, Viewer]
    sellers: dict[int, Viewer]
    variants: list[int]
    operators: list[Viewer]
    luck: Random
    book: Book = field(default_factory=Book)
    alive: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    by_the_clock: Counter[str] = field(default_factory=Counter)
    time: ExitStack = field(default_factory=ExitStack)
    _count: int = 0

    def name(self, of: str) -> str:
        """One that was not used before."""
        self._count += 1
        return f"{of}-{self._count}"

    def orders(self, *states: State) -> list[Row[Any]]:
        found = session.execute(_ORDERS, {"numbers": self.alive}).all()
        session.rollback()
        return [order for order in found if not states or order.state in states]

    def some(self, *states: State) -> Row[Any]:
        return self.one_of(self.orders(*states))

    def one_of(self, found: Sequence[T]) -> T:
        if not found:
            raise NothingToDo
        return self.luck.choice(found)

    def lines(self, order_id: int) -> list[Row[Any]]:
        found = list(session.execute(_LINES, {"order": order_id}))
        session.rollback()
        return found

    def put_down(self, *numbers: str) -> None:
        self.book.put_down(numbers)
        session.rollback()

    def chance(self, of: float) -> bool:
        return self.luck.random() < of


class Orders(Street):
    coupons: list[tuple[int, str]]

    def order(self) -> None:
        if len(self.alive) >= ALIVE and not self._forget():
            raise NothingToDo
        buyer = self.luck.choice(list(self.buyers.values()))
        for variant_id in self.luck.sample(self.variants, self.luck.choice([1, 1, 2, 3])):
            orders.add_to_cart(buyer, variant_id, self.luck.randint(1, 3))
        angels_ = [angel.handle for angel in (self.cast.alma, self.cast.eve) if angel.id != buyer.id]
        placed = orders.place_order(
            buyer,
            to=HOME,
            payment_method=self.luck.choice(["sandbox", "stripe", "stripe", "transfer", "cod"]),
            currency="CNY",
            idempotency_key=self.name("walk"),
            credits={variant: self.luck.choice([*angels_, "none"]) for variant in self.variants},
            sandbox=True,
            gateways=("stripe",),
            coupons=dict(coupon for coupon in self.coupons[-3:] if self.chance(0.4)),
        )
        self.alive += placed.numbers

    def _forget(self) -> bool:
        resting = list(session.scalars(_RESTING, {"numbers": self.alive}))[: ALIVE // 8]
        session.rollback()
        self.alive = [number for number in self.alive if number not in resting]
        return bool(resting)

    def offer_coupon(self) -> None:
        by, merchant_id = self.luck.choice([(self.cast.olga, None), *_shops(self.sellers)])
        code = self.name("C")
        plan = Plan(
            title="Harvest",
            ends_at=clock.now() + timedelta(days=30),
            code=code,
            per_person=99,
            **self.luck.choice(
                [{"amount_cents": self.luck.randint(1, 3_000)}, {"rate_bps": self.luck.randint(100, 9_000)}]
            ),
        )
        orders.offer_coupon(by, merchant_id, plan)
        self.coupons = [*self.coupons, (merchant_id or 0, code)][-3:]

    def pay(self) -> None:
        order = self.one_of(
            [
                one
                for one in self.orders(State.AWAITING_PAYMENT, State.SHIPPED)
                if one.paid_at is None and one.payment_method != "stripe"
            ]
        )
        buyer, seller = self.parties(order)
        if order.payment_method == "sandbox":
            self.put_down(*orders.pay_by_sandbox(buyer, order.number, whole_checkout=self.chance(0.3)))
        elif order.payment_method == "transfer" and order.buyer_says_paid_at is None:
            orders.claim_payment(buyer, order.number)
        else:
            orders.confirm_payment(seller, order.number)
            self.put_down(order.number)

    def ship(self) -> None:
        order = self.some(State.PAID, State.ACCEPTED)
        pieces = None
        if self.chance(0.3):
            pieces = {line.id: self.luck.randint(0, line.quantity) for line in self.lines(order.id)}
        orders.ship(self.parties(order)[1], order.number, carrier="SF", tracking_number="1", pieces=pieces)

    def receive(self) -> None:
        order = self.one_of(
            [
                one
                for one in self.orders(State.SHIPPED, State.PAID)
                if one.state == "shipped" or one.part_sent_at
            ]
        )
        orders.receive(self.parties(order)[0], order.number)

    def cancel(self) -> None:
        order = self.some(State.AWAITING_PAYMENT, State.PAID, State.ACCEPTED)
        orders.cancel(self.luck.choice(self.parties(order)), order.number, reason="changed my mind")
        self.put_down(order.number)

    def let_time_pass(self) -> None:
        self.time.enter_context(clock.shifted(timedelta(hours=self.luck.choice([1, 6, 24, 48]))))
        for verb in (
            orders.expire_due,
            orders.receive_due,
            orders.lapse_due,
            orders.complete_due,
            commissions.vest_due,
        ):
            self.by_the_clock[verb.__name__] += verb()
        session.rollback()
        self.put_down(*self.alive)

    def parties(self, order: Row[Any]) -> tuple[Viewer, Viewer]:
        return self.buyers[order.buyer_id], self.sellers[order.merchant_id]


def _shops(sellers: dict[int, Viewer]) -> list[tuple[Viewer, int | None]]:
    return [(seller, merchant_id) for merchant_id, seller in sellers.items()]


def step_of(walker: Street, verbs: Sequence[tuple[int, Callable[[], None]]]) -> None:
    """One thing that somebody does. What the site refuses changes nothing, and is tried otherwise."""
    weights = [weight for weight, _ in verbs]
    for _ in range(PATIENCE):
        (verb,) = walker.luck.choices([verb for _, verb in verbs], weights)
        try:
            verb()
        except NothingToDo:
            session.rollback()
        except DomainError:
            session.rollback()
            walker.refused[verb.__name__] += 1
        else:
            walker.done[verb.__name__] += 1
            return
    raise AssertionError(f"nobody can do anything any more: {walker.done}")


def open_street(cast: Cast) -> dict[str, Any]:
    """Two shops with plenty of everything, two angels of both, two operators of whom one has a shop."""
    _, tea = second_shop(cast, cod=True)
    variants = [cast.variant_id, cast.other_variant_id, tea]
    for variant_id in variants:
        change(Variant, variant_id, supplied=PLENTY, on_hand=PLENTY)
    tea_id = session.get_one(Variant, tea).product_id
    tea_shop_id = session.get_one(Product, tea_id).merchant_id
    session.rollback()
    for angel in (cast.alma, cast.eve):
        angels.endorse(angel, cast.product_id)
        angels.endorse(angel, tea_id)
    dora = promoted(cast.dora)
    return {
        "cast": cast,
        "buyers": {one.id: one for one in (cast.bo, cast.alma, cast.eve)},
        "sellers": {cast.merchant_id: cast.chen, tea_shop_id: dora},
        "variants": variants,
        "operators": [viewer_of(cast.olga.id), dora],
    }
