"""Orders in bulk that earn somebody something: bought for an angel's word, paid through the site, received, completed,
with all that the site's own actions leave behind: lines, steps, payments, parcels, entries, commissions, purchases."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update

from core import clock, ids
from core.db import session
from core.money import share
from core.unit import action
from domain.angels.models import Commission, Endorsement
from domain.catalog.models import Product, Variant
from domain.ledger import sales
from domain.ledger.actions.posting import post_all
from domain.ledger.rules import Line, Posting
from domain.merchants.models import Merchant
from domain.orders.models import Order, OrderLine, OrderStep, Payment, Shipment, ShipmentLine
from jobs.imports.reviews import insert_all, keep_purchases

BATCH = 500
OLDEST, NEWEST = timedelta(days=380), timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Offer:
    """A product that an angel vouches for, as it is sold now."""

    angel_id: int
    product_id: int
    variant_id: int
    title: str
    price_cents: int
    rate_bps: int
    merchant_id: int
    owner_id: int
    fee_bps: int


@dataclass(slots=True)
class Sale:
    offer: Offer
    buyer_id: int
    placed_at: datetime
    order_id: int = 0
    line_id: int = 0

    @property
    def commission_cents(self) -> int:
        return share(self.offer.price_cents, self.offer.rate_bps)

    @property
    def fee_cents(self) -> int:
        return share(self.offer.price_cents, self.offer.fee_bps)

    def after(self, **time: int) -> datetime:
        return self.placed_at + timedelta(**time)


def sell(count: int, buyers: Sequence[int], seed: int, currency: str, done: Callable[[int], object]) -> None:
    """So many orders of what angels vouch for, spread over a year; `done` is told how many each batch was."""
    offers, rng = _offers(), Random(seed)
    session.rollback()
    for start in range(0, count if offers else 0, BATCH):
        some = min(BATCH, count - start)
        at = clock.now() - OLDEST + (OLDEST - NEWEST) * (start / count)
        _sell(
            [_sale(rng, offers, buyers, at + timedelta(seconds=number)) for number in range(some)], currency
        )
        session.expunge_all()
        done(some)


def _offers() -> list[Offer]:
    first = (
        select(func.min(Variant.id))
        .where(Variant.product_id == Product.id, Variant.is_active.is_(True))
        .correlate(Product)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Endorsement.user_id,
            Product.id,
            Variant.id,
            Product.title,
            Variant.price_cents,
            Product.rate_bps,
            Merchant.id,
            Merchant.owner_id,
            Merchant.fee_bps,
        )
        .join(Product, Product.id == Endorsement.product_id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .join(Variant, Variant.id == first)
        .where(Endorsement.ended_at.is_(None), Product.state == "on_sale", Product.rate_bps > 0)
        .order_by(Endorsement.id)
    )
    return [Offer(*row) for row in rows]


def _sale(rng: Random, offers: Sequence[Offer], buyers: Sequence[int], at: datetime) -> Sale:
    offer, buyer = rng.choice(offers), rng.choice(buyers)
    while buyer in (offer.angel_id, offer.owner_id):
        buyer = rng.choice(buyers)
    return Sale(offer, buyer, at)


@action
def _sell(made: Sequence[Sale], currency: str) -> None:
    for sale, order_id in zip(
        made, insert_all(Order, [_order(sale, currency) for sale in made]), strict=True
    ):
        sale.order_id = order_id
    for sale, line_id in zip(made, insert_all(OrderLine, [_line(sale) for sale in made]), strict=True):
        sale.line_id = line_id
    session.execute(insert(OrderStep), [step for sale in made for step in _steps(sale)])
    session.execute(insert(Payment), [_payment(sale) for sale in made])
    parcels = insert_all(Shipment, [_parcel(sale) for sale in made])
    session.execute(
        insert(ShipmentLine),
        [
            {"shipment_id": parcel_id, "order_line_id": sale.line_id, "quantity": 1}
            for sale, parcel_id in zip(made, parcels, strict=True)
        ],
    )
    session.execute(insert(Commission), [_commission(sale, currency) for sale in made])
    _count(made)
    keep_purchases([(sale.buyer_id, sale.offer.product_id, sale.placed_at) for sale in made])
    post_all([posting for sale in made for posting in _postings(sale, currency)])


def _order(sale: Sale, currency: str) -> dict[str, Any]:
    return {
        "number": ids.code(12),
        "buyer_id": sale.buyer_id,
        "merchant_id": sale.offer.merchant_id,
        "state": "completed",
        "payment_method": "sandbox",
        "cash_holder": sales.PLATFORM,
        "currency": currency,
        "goods_cents": sale.offer.price_cents,
        "total_cents": sale.offer.price_cents,
        "fee_bps": sale.offer.fee_bps,
        "placed_at": sale.placed_at,
        "paid_at": sale.after(minutes=5),
        "shipped_at": sale.after(hours=20),
        "received_at": sale.after(days=3),
        "completed_at": sale.after(days=10),
    }


def _line(sale: Sale) -> dict[str, Any]:
    return {
        "order_id": sale.order_id,
        "product_id": sale.offer.product_id,
        "variant_id": sale.offer.variant_id,
        "title": sale.offer.title,
        "unit_price_cents": sale.offer.price_cents,
        "quantity": 1,
        "net_cents": sale.offer.price_cents,
        "fee_cents": sale.fee_cents,
        "rate_bps": sale.offer.rate_bps,
        "angel_id": sale.offer.angel_id,
        "credit_basis": "chosen",
        "shipped_quantity": 1,
        "received_at": sale.after(days=3),
    }


def _steps(sale: Sale) -> list[dict[str, Any]]:
    way = (
        ("", "awaiting_payment", sale.buyer_id, sale.placed_at),
        ("awaiting_payment", "paid", None, sale.after(minutes=5)),
        ("paid", "shipped", sale.offer.owner_id, sale.after(hours=20)),
        ("shipped", "received", sale.buyer_id, sale.after(days=3)),
        ("received", "completed", None, sale.after(days=10)),
    )
    return [
        {"order_id": sale.order_id, "from_state": before, "to_state": after, "by_id": by, "at": at}
        for before, after, by, at in way
    ]


def _payment(sale: Sale) -> dict[str, Any]:
    return {
        "order_id": sale.order_id,
        "provider": "sandbox",
        "external_id": f"bulk-{sale.order_id}",
        "state": "confirmed",
        "amount_cents": sale.offer.price_cents,
        "created_at": sale.placed_at,
        "confirmed_at": sale.after(minutes=5),
    }


def _parcel(sale: Sale) -> dict[str, Any]:
    return {
        "order_id": sale.order_id,
        "carrier": "—",
        "tracking_number": "—",
        "by_id": sale.offer.owner_id,
        "shipped_at": sale.after(hours=20),
        "received_at": sale.after(days=3),
        "received_by_id": sale.buyer_id,
    }


def _commission(sale: Sale, currency: str) -> dict[str, Any]:
    return {
        "order_line_id": sale.line_id,
        "order_id": sale.order_id,
        "angel_id": sale.offer.angel_id,
        "product_id": sale.offer.product_id,
        "merchant_id": sale.offer.merchant_id,
        "currency": currency,
        "rate_bps": sale.offer.rate_bps,
        "base_cents": sale.offer.price_cents,
        "amount_cents": sale.commission_cents,
        "original_cents": sale.commission_cents,
        "state": "vested",
        "created_at": sale.after(minutes=5),
        "vests_at": sale.after(days=10),
    }


def _count(made: Sequence[Sale]) -> None:
    """Supplied as many as are sold, so that the shelves stay as they are."""
    for variant_id, pieces in sorted(Counter(sale.offer.variant_id for sale in made).items()):
        session.execute(
            update(Variant)
            .where(Variant.id == variant_id)
            .values(supplied=Variant.supplied + pieces, sold=Variant.sold + pieces)
            .execution_options(synchronize_session=False)
        )
    for product_id, pieces in sorted(Counter(sale.offer.product_id for sale in made).items()):
        session.execute(
            update(Product)
            .where(Product.id == product_id)
            .values(sold_count=Product.sold_count + pieces)
            .execution_options(synchronize_session=False)
        )


def _postings(sale: Sale, currency: str) -> list[Posting]:
    """The sale, as domain/ledger/sales.py posts it, and what vested of it."""
    line, price, fee, earned = sale.line_id, sale.offer.price_cents, sale.fee_cents, sale.commission_cents
    pending, available = ("angel_pending", sale.offer.angel_id), ("angel_available", sale.offer.angel_id)
    sold = [
        Line(("gateway", 0), -price),
        Line(("merchant_payable", sale.offer.merchant_id), price - fee - earned, line),
        Line(("platform_fee", 0), fee, line),
        Line(pending, earned, line),
    ]
    vested = [Line(pending, -earned, line), Line(available, earned, line)]
    both = (("sale", f"bulk-{sale.order_id}", sold), ("vest", str(line), vested))
    return [
        Posting(kind, reference, currency, [one for one in lines if one.cents], sale.order_id)
        for kind, reference, lines in both
        if earned or kind == "sale"
    ]
