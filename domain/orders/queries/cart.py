"""The cart as it stands: prices and stock of this moment, grouped by merchant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from core.db import session
from core.i18n import N_
from domain.catalog.models import Product, Variant
from domain.merchants.models import Merchant
from domain.orders.models import CartLine
from domain.orders.rules import MAX_QUANTITY, LinePrice, Totals, line_price, totals
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the cart with the offer of this moment."""

    line_id: int
    variant_id: int
    product_id: int
    merchant_id: int
    title: str
    variant_name: str
    picture_key: str | None
    unit_price_cents: int
    quantity: int
    on_hand: int
    added_at: datetime
    angel_price_when: str
    is_offered: bool

    @property
    def gross_cents(self) -> int:
        return self.unit_price_cents * self.quantity

    @property
    def most(self) -> int:
        return min(self.on_hand, MAX_QUANTITY)

    @property
    def problem(self) -> str:
        """Why it cannot be ordered like this: an N_ text that may use %(left)s. Empty when it can."""
        if not self.is_offered:
            return N_("No longer on sale. Remove it to go on.")
        if self.on_hand == 0:
            return N_("Sold out. Remove it to go on.")
        if self.quantity > self.on_hand:
            return N_("Only %(left)s left.")
        return ""


@dataclass(frozen=True, slots=True)
class Seller:
    """A merchant as far as a checkout needs it."""

    id: int
    name: str
    shipping_cents: int
    free_shipping_from_cents: int | None
    accepts_transfer: bool
    accepts_cod: bool
    fee_bps: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one merchant sends: one order to be."""

    seller: Seller
    items: Sequence[Item]
    totals: Totals

    @property
    def missing_for_free_shipping(self) -> int:
        """How much more makes the shipping free; 0 when it is free or never is."""
        limit = self.seller.free_shipping_from_cents
        return (
            max(limit - self.totals.goods_cents, 0) if limit is not None and self.totals.shipping_cents else 0
        )


@dataclass(frozen=True, slots=True)
class Cart:
    parcels: Sequence[Parcel]

    @property
    def items(self) -> list[Item]:
        return [item for parcel in self.parcels for item in parcel.items]

    @property
    def total_cents(self) -> int:
        return sum(parcel.totals.total_cents for parcel in self.parcels)

    @property
    def is_ready(self) -> bool:
        return bool(self.parcels) and not any(item.problem for item in self.items)


def cart(viewer: Viewer) -> Cart:
    """The viewer's cart: one query. What cannot be ordered is listed with its problem and not counted."""
    return Cart([_parcel(seller, items) for seller, items in contents(viewer.id)])


def contents(user_id: int) -> list[tuple[Seller, list[Item]]]:
    statement = (
        select(
            CartLine.id.label("line_id"),
            CartLine.quantity,
            CartLine.added_at,
            Variant.id.label("variant_id"),
            Variant.name.label("variant_name"),
            Variant.price_cents,
            Variant.on_hand,
            Variant.is_active,
            Product.id.label("product_id"),
            Product.title,
            Product.picture_key,
            Product.state,
            Product.angel_price_when,
            Merchant.id.label("merchant_id"),
            Merchant.name.label("merchant_name"),
            Merchant.state.label("merchant_state"),
            Merchant.shipping_cents,
            Merchant.free_shipping_from_cents,
            Merchant.accepts_transfer,
            Merchant.accepts_cod,
            Merchant.fee_bps,
        )
        .join(Variant, Variant.id == CartLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(CartLine.user_id == user_id)
        .order_by(Merchant.name, Merchant.id, CartLine.id)
    )
    rows = session.execute(statement).all()
    return [
        (_seller(group[0]), [_item(row) for row in group])
        for group in (list(rows) for _, rows in groupby(rows, key=lambda row: row.merchant_id))
    ]


def price_of(item: Item, discount_bps: int = 0) -> LinePrice:
    return line_price(item.unit_price_cents, item.quantity, discount_bps)


def _parcel(seller: Seller, items: list[Item]) -> Parcel:
    counted = [price_of(item) for item in items if item.is_offered and item.on_hand]
    return Parcel(seller, items, totals_for(seller, counted))


def totals_for(seller: Seller, lines: Sequence[LinePrice]) -> Totals:
    return totals(
        lines, shipping_cents=seller.shipping_cents, free_from_cents=seller.free_shipping_from_cents
    )


def _item(row: Any) -> Item:
    return Item(
        line_id=row.line_id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        merchant_id=row.merchant_id,
        title=row.title,
        variant_name=row.variant_name,
        picture_key=row.picture_key,
        unit_price_cents=row.price_cents,
        quantity=row.quantity,
        on_hand=row.on_hand,
        added_at=row.added_at,
        angel_price_when=row.angel_price_when,
        is_offered=row.is_active and row.state == "on_sale" and row.merchant_state == "verified",
    )


def _seller(row: Any) -> Seller:
    return Seller(
        id=row.merchant_id,
        name=row.merchant_name,
        shipping_cents=row.shipping_cents,
        free_shipping_from_cents=row.free_shipping_from_cents,
        accepts_transfer=row.accepts_transfer,
        accepts_cod=row.accepts_cod,
        fee_bps=row.fee_bps,
    )
