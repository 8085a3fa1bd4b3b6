"""The pure rules of orders: states and their ways, time limits, totals, what a refund takes from which line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.money import share, split


class State(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    ACCEPTED = "accepted"
    PAID = "paid"
    # The gateway is giving all the money back; nothing is shipped any more.
    CANCELLING = "cancelling"
    SHIPPED = "shipped"
    RECEIVED = "received"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"


FINAL = frozenset({State.COMPLETED, State.CANCELLED, State.EXPIRED, State.REFUNDED})
# A purchase that counts: it arrived.
ARRIVED = frozenset({State.RECEIVED, State.COMPLETED})


@dataclass(frozen=True, slots=True)
class Way:
    """A step that an order may take, from any of `sources` to `target`."""

    sources: frozenset[State]
    target: State


def _way(target: State, *sources: State) -> Way:
    return Way(frozenset(sources), target)


# The one table of transitions. Who may take a step is in policy.py.
WAYS: dict[str, Way] = {
    "pay": _way(State.PAID, State.AWAITING_PAYMENT),
    # The money came after the time was over, and the stock was still there.
    "pay_late": _way(State.PAID, State.EXPIRED),
    "cancel_unpaid": _way(State.CANCELLED, State.AWAITING_PAYMENT, State.ACCEPTED),
    "cancel_by_gateway": _way(State.CANCELLING, State.PAID),
    "cancel_paid": _way(State.CANCELLED, State.PAID, State.CANCELLING),
    "expire": _way(State.EXPIRED, State.AWAITING_PAYMENT),
    "ship": _way(State.SHIPPED, State.PAID, State.ACCEPTED),
    "receive": _way(State.RECEIVED, State.SHIPPED),
    # Cash on delivery: the parcel was not taken and came back, no money has moved.
    "bring_back": _way(State.CANCELLED, State.SHIPPED),
    "complete": _way(State.COMPLETED, State.RECEIVED),
    "refund_all": _way(State.REFUNDED, State.SHIPPED, State.RECEIVED, State.COMPLETED),
}


# Refunds that are not over: the merchant decides, the gateway is asked, or could not do it yet.
OPEN_REFUND = ("requested", "sent", "failed")


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay: who collects the money, how an order begins, how long its stock is kept (None: no limit)."""

    name: str
    cash_holder: str
    begins: State
    keeps_for: timedelta | None


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("sandbox", "platform", State.AWAITING_PAYMENT, timedelta(minutes=15)),
        Method("stripe", "platform", State.AWAITING_PAYMENT, timedelta(minutes=15)),
        Method("alipay", "platform", State.AWAITING_PAYMENT, timedelta(minutes=15)),
        Method("wechat", "platform", State.AWAITING_PAYMENT, timedelta(minutes=15)),
        Method("transfer", "merchant", State.AWAITING_PAYMENT, timedelta(hours=24)),
        Method("cod", "merchant", State.ACCEPTED, None),
    )
}
# From "I have paid" to the merchant's word.
CONFIRM_WITHIN = timedelta(hours=72)
RECEIVED_AFTER = timedelta(days=10)
COMPLETED_AFTER = timedelta(days=7)
# A refund may be asked for until this long after receipt.
REFUND_WITHIN = timedelta(days=30)

MAX_QUANTITY = 99
MAX_CART_LINES = 60


def put_together(wanted: int, on_hand: int) -> int:
    """How many of the wanted pieces a cart takes. One of what is sold out stays, so that it can be told."""
    return max(min(wanted, on_hand, MAX_QUANTITY), 1)


# Those where the buyer pays at another site, which tells us.
GATEWAYS = ("stripe", "alipay", "wechat")


def methods_offered(
    *, sandbox: bool, transfer: bool, cod: bool, gateways: Collection[str] = ()
) -> tuple[str, ...]:
    """The methods that one checkout offers. `transfer` and `cod` say that every merchant in it takes them; `gateways`
    are those that the site has an account with."""
    takes = {"sandbox": sandbox, "transfer": transfer, "cod": cod}
    return tuple(name for name in METHODS if takes.get(name, name in gateways))


def is_late(reserved_until_at: datetime | None, at: datetime) -> bool:
    """The time to pay is over."""
    return reserved_until_at is not None and reserved_until_at <= at


@dataclass(frozen=True, slots=True)
class LinePrice:
    """`discount_cents` is all that comes off: the angel price, the merchant's coupon and the site's."""

    gross_cents: int
    discount_cents: int
    coupon_cents: int = 0
    site_coupon_cents: int = 0

    @property
    def net_cents(self) -> int:
        return self.gross_cents - self.discount_cents

    @property
    def angel_price_cents(self) -> int:
        """What the angel price takes off."""
        return self.discount_cents - self.coupon_cents - self.site_coupon_cents

    def with_coupon(self, payer: str, cents: int) -> "LinePrice":
        """After a coupon that `payer` (merchant, site) gives."""
        discount = self.discount_cents + cents
        if payer == "merchant":
            return replace(self, discount_cents=discount, coupon_cents=self.coupon_cents + cents)
        return replace(self, discount_cents=discount, site_coupon_cents=self.site_coupon_cents + cents)


def line_price(unit_price_cents: int, quantity: int, discount_bps: int = 0) -> LinePrice:
    gross = unit_price_cents * quantity
    return LinePrice(gross, share(gross, discount_bps))


@dataclass(frozen=True, slots=True)
class Totals:
    goods_cents: int
    discount_cents: int
    shipping_cents: int

    @property
    def total_cents(self) -> int:
        return self.goods_cents - self.discount_cents + self.shipping_cents


def totals(lines: Sequence[LinePrice], *, shipping_cents: int) -> Totals:
    """What an order costs. A price goes line gross -> angel price -> coupons -> shipping: what comes off the lines
    is in them already, and what sending costs (shipping_rules.py) is added last."""
    return Totals(
        sum(line.gross_cents for line in lines),
        sum(line.discount_cents for line in lines),
        shipping_cents if lines else 0,
    )


def gives_angel_price(
    when: str, *, endorsed_at: datetime | None, added_at: datetime, times_bought: int
) -> bool:
    """An angel's own purchase has the angel price when the merchant gives it and she endorsed before she put the
    product into her cart: a click just before checkout must not take the credit of whoever sent her."""
    if endorsed_at is None or endorsed_at >= added_at or when == "never":
        return False
    return when == "always" or times_bought >= 1


@dataclass(frozen=True, slots=True)
class Refundable:
    """What is left of a line: money and pieces."""

    order_line_id: int
    cents: int
    quantity: int


def worth_of(left: Refundable, pieces: int) -> int:
    """What `pieces` of what is left of a line are worth, rounded down; all of them take every cent, so that no
    sequence of returns leaves one behind."""
    if not 0 <= pieces <= left.quantity:
        raise ValueError("more than is left")
    return left.cents * pieces // left.quantity if pieces else 0


@dataclass(frozen=True, slots=True)
class LineRefund:
    """`quantity` is 0 when only a part of a line's money goes back."""

    order_line_id: int
    cents: int
    quantity: int


def refund_of(
    lines: Sequence[Refundable], *, shipping_left_cents: int, amount_cents: int | None, whole_order: bool
) -> tuple[list[LineRefund], int]:
    """What a refund takes from which line, and from the shipping fee.

    Without an amount: all that is left of the lines, with the shipping when it is the whole order. With one: from
    the lines by what is left of each, to the cent, and what exceeds them from the shipping. Raises ValueError
    when there is not so much left.
    """
    goods_left = sum(line.cents for line in lines)
    shipping_left = shipping_left_cents if whole_order else 0
    amount = goods_left + shipping_left if amount_cents is None else amount_cents
    if not 0 < amount <= goods_left + shipping_left:
        raise ValueError("more than is left")
    from_goods = min(amount, goods_left)
    parts = split(from_goods, [line.cents for line in lines])
    taken = [
        LineRefund(line.order_line_id, part, line.quantity if part == line.cents else 0)
        for line, part in zip(lines, parts, strict=True)
        if part
    ]
    return taken, amount - from_goods


# The way of an order that meets no obstacle, by how it begins.
JOURNEYS: dict[State, tuple[State, ...]] = {
    State.AWAITING_PAYMENT: (
        State.AWAITING_PAYMENT,
        State.PAID,
        State.SHIPPED,
        State.RECEIVED,
        State.COMPLETED,
    ),
    State.ACCEPTED: (State.ACCEPTED, State.SHIPPED, State.RECEIVED, State.COMPLETED),
}
STOPPED = (State.CANCELLED, State.EXPIRED, State.REFUNDED)


@dataclass(frozen=True, slots=True)
class Station:
    """A state on the way of an order. `standing`: done, now, next, or stopped."""

    state: State
    at: datetime | None
    standing: str


def journey(payment_method: str, state: str, reached: Mapping[State, datetime | None]) -> list[Station]:
    """The stations of an order, those behind it with when it was there, and those ahead unless it has stopped."""
    way = JOURNEYS[METHODS[payment_method].begins]
    if state == State.CANCELLING:
        behind = [Station(one, reached[one], "done") for one in way if reached.get(one)]
        return [*behind, Station(State.CANCELLING, None, "now"), Station(State.CANCELLED, None, "next")]
    if state in STOPPED:
        behind = [Station(one, reached[one], "done") for one in way if reached.get(one)]
        return [*behind, Station(State(state), reached.get(State(state)), "stopped")]
    here = way.index(State(state))
    return [
        Station(one, reached.get(one) if i <= here else None, _standing(i, here, len(way)))
        for i, one in enumerate(way)
    ]


def _standing(place: int, here: int, length: int) -> str:
    if place < here or here == length - 1:
        return "done"
    return "now" if place == here else "next"
