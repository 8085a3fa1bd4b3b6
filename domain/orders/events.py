"""What happens to orders. Every event names the order, the buyer and the merchant."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class PaymentClaimed(Event):
    """The buyer says that she has transferred the money."""

    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class OrderPaid(Event):
    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class PaymentRefused(Event):
    """The merchant did not find the money that the buyer says she transferred."""

    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class PaymentReturned(Event):
    """Money came for an order that could not take it (ended, or paid before) and went back at once."""

    order_id: int
    buyer_id: int
    merchant_id: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class OrderEnded(Event):
    """Cancelled or expired: before payment, or cancelled by a full refund before shipping."""

    order_id: int
    buyer_id: int
    merchant_id: int
    state: str


@dataclass(frozen=True, slots=True)
class OrderShipped(Event):
    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class ParcelSent(Event):
    """A part of the order is on its way, more is to come."""

    order_id: int
    buyer_id: int
    merchant_id: int
    shipment_id: int


@dataclass(frozen=True, slots=True)
class OrderReceived(Event):
    """`product_ids` of its lines."""

    order_id: int
    buyer_id: int
    merchant_id: int
    product_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrderCompleted(Event):
    """Seven days after receipt with no case open."""

    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class RefundDecided(Event):
    """`state`: accepted or refused. `product_ids` of the lines that it touches."""

    refund_id: int
    order_id: int
    buyer_id: int
    merchant_id: int
    state: str
    product_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RefundSent(Event):
    """It was agreed to, and the gateway is asked to give the money back."""

    refund_id: int
    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class RefundFailed(Event):
    """The gateway did not give the money back."""

    refund_id: int
    order_id: int
    buyer_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class PaymentDisputed(Event):
    """The buyer's bank takes the money back, or has decided. `state`: open, won, lost."""

    dispute_id: int
    order_id: int
    buyer_id: int
    merchant_id: int
    state: str


@dataclass(frozen=True, slots=True)
class CouponReturned(Event):
    """An order ended and let go of a coupon, which is its owner's to use again."""

    grant_id: int
    coupon_id: int
    user_id: int
    order_id: int


@dataclass(frozen=True, slots=True)
class AfterSalesMoved(Event):
    """A step in an after-sales case; `step_id` is its line of history."""

    case_id: int
    step_id: int
    buyer_id: int
    merchant_id: int
    act: str


@dataclass(frozen=True, slots=True)
class AfterSalesSaid(Event):
    """A word in the talk of a case."""

    case_id: int
    message_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class AngelLetIn(Event):
    """The buyer lets the credited angel into her case."""

    case_id: int
    angel_id: int
    buyer_id: int
