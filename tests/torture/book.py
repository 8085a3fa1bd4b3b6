"""The book that is kept by hand beside the walk. It knows only what happened (what was sold, what went back, what was
paid out and corrected) and the rules of the house. It never reads the ledger, so that the two can be compared to the
cent."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from core.db import session
from domain.ledger.models import Account
from domain.orders.models import Order, OrderLine

Name = tuple[str, int]

_PAID = (
    select(
        Order.id,
        Order.number,
        Order.merchant_id,
        Order.cash_holder,
        Order.fee_bps,
        Order.shipping_cents,
        Order.refunded_cents,
    )
    .where(Order.number.in_(bindparam("numbers", expanding=True)), Order.paid_at.is_not(None))
    .order_by(Order.id)
)
_LINES = select(
    OrderLine.id,
    OrderLine.order_id,
    OrderLine.unit_price_cents,
    OrderLine.quantity,
    OrderLine.discount_cents,
    OrderLine.site_coupon_cents,
    OrderLine.refunded_cents,
    OrderLine.rate_bps,
    OrderLine.commission_cap_cents,
    OrderLine.angel_id,
).where(OrderLine.order_id.in_(bindparam("orders", expanding=True)))
_BALANCES = select(Account.kind, Account.holder_id, Account.balance_cents)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line cost, what of it has not gone back, what the site's coupon gave, who earns on it."""

    cost_cents: int
    left_cents: int
    coupon_cents: int
    rate_bps: int
    cap_cents: int | None
    angel_id: int | None


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid order: `shipping_cents` is what of it has not gone back."""

    merchant_id: int
    is_ours: bool
    fee_bps: int
    shipping_cents: int
    lines: tuple[Line, ...]

    def moves(self) -> Counter[Name]:
        """What the order leaves on each account, by the rules: each part is the floor of its rate of what is left."""
        found: Counter[Name] = Counter()
        merchant, left = ("merchant", self.merchant_id), self.shipping_cents
        for line in self.lines:
            fee = line.left_cents * self.fee_bps // 10_000
            commission = line.left_cents * line.rate_bps // 10_000 if line.angel_id else 0
            commission = commission if line.cap_cents is None else min(commission, line.cap_cents)
            coupon = line.coupon_cents * line.left_cents // line.cost_cents if line.cost_cents else 0
            found[("platform_fee", 0)] += fee
            found[("coupon_expense", 0)] -= coupon
            found[merchant] += coupon - fee - commission
            if line.angel_id:
                found[("angel", line.angel_id)] += commission
            left += line.left_cents
        if self.is_ours:
            found[merchant] += left
            found[("gateway", 0)] -= left
        return found


@dataclass
class Book:
    """Balances by kind and holder. An angel's purses count as one, and so do a merchant's."""

    balances: Counter[Name] = field(default_factory=Counter)
    _sales: dict[str, tuple[Sale, Counter[Name]]] = field(default_factory=dict)

    def put_down(self, numbers: Collection[str]) -> None:
        """What the buyers of these orders paid for and have not had back."""
        orders = session.execute(_PAID, {"numbers": list(numbers)}).all()
        lines: dict[int, list[Line]] = {order.id: [] for order in orders}
        goods_back: Counter[int] = Counter()
        for row in session.execute(_LINES, {"orders": list(lines)}):
            cost = row.unit_price_cents * row.quantity - row.discount_cents
            goods_back[row.order_id] += row.refunded_cents
            lines[row.order_id].append(
                Line(
                    cost,
                    cost - row.refunded_cents,
                    row.site_coupon_cents,
                    row.rate_bps,
                    row.commission_cap_cents,
                    row.angel_id,
                )
            )
        for order in orders:
            sale = Sale(
                merchant_id=order.merchant_id,
                is_ours=order.cash_holder == "platform",
                fee_bps=order.fee_bps,
                shipping_cents=order.shipping_cents - (order.refunded_cents - goods_back[order.id]),
                lines=tuple(lines[order.id]),
            )
            self._keep(order.number, sale)

    def _keep(self, number: str, sale: Sale) -> None:
        there = self._sales.get(number)
        if there is None or there[0] != sale:
            moves = sale.moves()
            self.balances.update(moves)
            if there is not None:
                self.balances.subtract(there[1])
            self._sales[number] = (sale, moves)

    def move(self, cents: int, of: Name, to: Name) -> None:
        self.balances[of] -= cents
        self.balances[to] += cents

    def differences(self) -> list[str]:
        """Between the book and the ledger's balances."""
        kept: Counter[Name] = Counter()
        for kind, holder, cents in session.execute(_BALANCES):
            kept[(kind.split("_")[0] if kind.startswith(("angel", "merchant")) else kind, holder)] += cents
        return [
            f"{name}: the ledger says {kept[name]}, the book {self.balances[name]}"
            for name in sorted(kept.keys() | self.balances.keys())
            if kept[name] != self.balances[name]
        ]
