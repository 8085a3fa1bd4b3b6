"""Placing the cart's content as orders, one a merchant and way of sending, with everything frozen that the buyer saw."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from core import clock, ids
from core.db import session
from core.errors import Conflict, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog import stock
from domain.orders.actions import coupons as couponing, steps
from domain.orders.actions.addresses import remember_address
from domain.orders.actions.cart import lock_buyer
from domain.orders.actions.expiry import free_overdue_stock
from domain.orders.actions.offers import freeze
from domain.orders.actions.words import typed
from domain.orders.address_rules import LIMITS, problem_with_address
from domain.orders.events import OrderPlaced
from domain.orders.models import CartLine, Checkout, Order, OrderDelivery, OrderLine
from domain.orders.queries.quote import Quote, QuoteLine, QuoteParcel, quote
from domain.orders.rules import METHODS, Method
from domain.orders.shipping_rules import DIGITAL, PARCEL
from domain.people.policy import can_write
from domain.people.viewer import Viewer

MAX_KEY_CHARS = 64


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where the parcel goes."""

    recipient: str
    phone: str
    region: str
    street: str


@dataclass(frozen=True, slots=True)
class Placed:
    """`numbers` of the orders, in the order of the page. `is_new` is False for a repeated request."""

    checkout_id: int
    numbers: tuple[str, ...]
    is_new: bool = True


@action
def place_order(
    actor: Viewer,
    *,
    to: Recipient,
    payment_method: str,
    currency: str,
    idempotency_key: str = "",
    credits: Mapping[int, str] | None = None,
    visitor_id: str = "",
    total_seen_cents: int | None = None,
    prices_seen: Mapping[int, int] | None = None,
    sandbox: bool = False,
    gateways: Collection[str] = (),
    coupons: Mapping[int, str] | None = None,
    coupon_code: str = "",
) -> Placed:
    """Turns the cart into orders and reserves their stock. `credits`: variant -> handle, or 'none'. `prices_seen`:
    variant -> what the page said a piece costs; without them and the total, it is what it cost when it was put in.
    `sandbox` says whether the sandbox may be used, `gateways` which others. `coupons` and `coupon_code` are as `quote` takes them. The same
    key with the same request returns the orders that it made; with
    another request raises Conflict. Raises Refused when a price or the stock is not what the buyer saw."""
    require(can_write(actor))
    to = _tidied(to)
    choices = {variant: choice.lower() for variant, choice in (credits or {}).items()}
    body_hash = _hash_of(to, payment_method, choices, coupons or {}, coupon_code)
    lock_buyer(actor.id)
    there = _earlier(actor, idempotency_key, body_hash)
    if there is not None:
        return there
    at = clock.now()

    def offered() -> Quote:
        return quote(
            actor,
            visitor_id=visitor_id,
            choices=choices,
            sandbox=sandbox,
            gateways=gateways,
            at=at,
            region=to.region,
            strict=True,
            coupons=coupons,
            coupon_code=coupon_code,
        )

    offer = offered()
    if _free_what_is_overdue(offer):
        offer = offered()
    _must_be_complete(to, offer)
    _must_be_as_seen(offer, payment_method, total_seen_cents, prices_seen or {})
    _reserve(offer)
    grants = couponing.use_all(actor, offer.coupons, at)
    checkout = Checkout(
        buyer_id=actor.id, idempotency_key=idempotency_key or ids.token(), body_hash=body_hash, created_at=at
    )
    session.add(checkout)
    session.flush()
    numbers = tuple(
        _place(actor, parcel, to, METHODS[payment_method], currency, checkout.id, at, grants)
        for parcel in offer.parcels
    )
    session.execute(delete(CartLine).where(CartLine.id.in_([line.item.line_id for line in offer.lines])))
    if offer.needs_address:
        remember_address(actor, asdict(to), at)
    return Placed(checkout.id, numbers)


def _tidied(to: Recipient) -> Recipient:
    return Recipient(
        **{
            name: typed(getattr(to, name), name, most, required=False, one_line=True)
            for name, most in LIMITS.items()
        }
    )


def _must_be_complete(to: Recipient, offer: Quote) -> None:
    """What is sent needs an address, what is fetched a name and a number, what is digital nothing."""
    for name in needed(offer):
        problem = problem_with_address(name, getattr(to, name))
        if problem:
            raise Refused(problem, field=name)


def needed(offer: Quote) -> tuple[str, ...]:
    """The fields of an address that these orders need."""
    if offer.needs_address:
        return tuple(LIMITS)
    return ("recipient", "phone") if offer.needs_contact else ()


def _hash_of(
    to: Recipient, payment_method: str, choices: Mapping[int, str], coupons: Mapping[int, str], code: str
) -> str:
    body = [asdict(to), payment_method, sorted(choices.items()), sorted(coupons.items()), code]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _earlier(actor: Viewer, key: str, body_hash: str) -> Placed | None:
    """What this key made before, if anything."""
    if len(key) > MAX_KEY_CHARS or not (key.isascii() and key.isprintable()):
        raise Refused(N_("The page is broken. Reload it and send again."), field="idempotency_key")
    if not key:
        return None
    checkout = session.scalar(
        select(Checkout).where(Checkout.buyer_id == actor.id, Checkout.idempotency_key == key)
    )
    if checkout is None:
        return None
    if checkout.body_hash != body_hash:
        raise Conflict(N_("This order was sent before with other details. Look at your orders first."))
    numbers = session.scalars(select(Order.number).where(Order.checkout_id == checkout.id).order_by(Order.id))
    return Placed(checkout.id, tuple(numbers), is_new=False)


def _must_be_as_seen(
    offer: Quote, payment_method: str, total_seen_cents: int | None, prices_seen: Mapping[int, int]
) -> None:
    if not offer.parcels:
        raise Refused(N_("Your cart is empty."), field="cart")
    unsent = next((line.item for line in offer.lines if not line.item.is_sent), None)
    if unsent is not None:
        raise Refused(N_("“%(title)s” is not sent to this region."), field="region", title=unsent.title)
    if not offer.is_ready:
        raise Refused(N_("Something in your cart cannot be ordered any more. See below."), field="total_seen")
    if payment_method not in offer.methods:
        raise Refused(N_("Please choose a way to pay."), field="payment_method")
    if not _is_as_seen(offer, total_seen_cents, prices_seen):
        raise Refused(
            N_("The total has changed. Please look at it again before you order."), field="total_seen"
        )


def _is_as_seen(offer: Quote, total_cents: int | None, prices: Mapping[int, int]) -> bool:
    """Nothing is ordered at a price that was not shown: by the page, or when it was put into the cart."""
    items = [line.item for line in offer.lines]
    if total_cents is not None and total_cents != offer.total_cents:
        return False
    if prices:
        return all(prices.get(item.variant_id) == item.unit_price_cents for item in items)
    return total_cents is not None or all(item.price_seen_cents == item.unit_price_cents for item in items)


def _free_what_is_overdue(offer: Quote) -> bool:
    """What unpaid orders hold beyond their time is anybody's: the clock comes by only once a minute."""
    short = [line.item.variant_id for line in offer.lines if line.item.quantity > line.item.on_hand]
    return sum(free_overdue_stock(variant_id) for variant_id in sorted(short)) > 0


def _reserve(offer: Quote) -> None:
    for line in sorted(offer.lines, key=lambda line: line.item.variant_id):
        try:
            stock.reserve(line.item.variant_id, line.item.quantity)
        except Refused:
            raise Refused(
                N_("There is not enough of “%(title)s” any more."), field="total_seen", title=line.item.title
            ) from None


def _place(
    actor: Viewer,
    parcel: QuoteParcel,
    to: Recipient,
    method: Method,
    currency: str,
    checkout_id: int,
    at: datetime,
    grants: couponing.Grants,
) -> str:
    order = Order(
        number=ids.code(12),
        checkout_id=checkout_id,
        buyer_id=actor.id,
        merchant_id=parcel.seller.id,
        state=method.begins,
        payment_method=method.name,
        cash_holder=method.cash_holder,
        delivery=parcel.delivery,
        currency=currency,
        goods_cents=parcel.totals.goods_cents,
        discount_cents=parcel.totals.discount_cents,
        shipping_cents=parcel.totals.shipping_cents,
        total_cents=parcel.totals.total_cents,
        fee_bps=parcel.seller.fee_bps,
        **_address_for(parcel.delivery, to),
        placed_at=at,
        reserved_until_at=at + method.keeps_for if method.keeps_for else None,
    )
    session.add(order)
    session.flush()
    offers = freeze({line.item.product_id for line in parcel.lines}, at)
    session.execute(insert(OrderLine), [_line(order.id, line, offers) for line in parcel.lines])
    couponing.note_uses(order.id, [line.price for line in parcel.lines], parcel.seller.id, grants, at)
    session.execute(
        insert(OrderDelivery),
        [
            {
                "order_id": order.id,
                "name": part.template.name,
                "fee_cents": part.fee_cents,
                "grams": part.grams,
                "words": part.template.words,
            }
            for part in parcel.shipping.parts
        ],
    )
    steps.begin(order.id, order.state, actor.id)
    record(OrderPlaced(order.id, actor.id, order.merchant_id))
    return order.number


def _line(order_id: int, line: QuoteLine, offers: Mapping[int, int]) -> dict[str, object]:
    item, credit = line.item, line.credit
    return {
        "order_id": order_id,
        "product_id": item.product_id,
        "variant_id": item.variant_id,
        "title": item.title,
        "variant_name": item.variant_name,
        "picture_key": item.picture_key,
        "unit_price_cents": item.unit_price_cents,
        "quantity": item.quantity,
        "discount_cents": line.price.discount_cents,
        "coupon_cents": line.price.coupon_cents,
        "site_coupon_cents": line.price.site_coupon_cents,
        "net_cents": line.price.net_cents,
        "rate_bps": credit.rate_bps,
        "commission_cap_cents": line.cap_cents if credit.angel else None,
        "angel_id": credit.angel.id if credit.angel else None,
        "credit_basis": credit.basis,
        "touch_id": credit.touch_id,
        "offer_id": offers.get(item.product_id),
    }


def _address_for(delivery: str, to: Recipient) -> dict[str, str]:
    """Nobody gets more of an address than the order needs."""
    kept = {PARCEL: tuple(LIMITS), DIGITAL: ()}.get(delivery, ("recipient", "phone"))
    return {name: getattr(to, name) if name in kept else "" for name in LIMITS}
