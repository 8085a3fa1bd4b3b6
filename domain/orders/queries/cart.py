"""The cart as it stands: prices and stock of this moment, grouped by merchant and by how it is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from core import clock
from core.db import UtcDateTime, alias, session
from core.errors import NotFound
from core.i18n import N_
from domain.catalog import caps
from domain.catalog.models import Product, Variant
from domain.catalog.policy import visible_products
from domain.merchants.models import Merchant, ShippingTemplate, ShippingZone
from domain.orders.models import CartLine
from domain.orders.policy import cart_of
from domain.orders.regions import names_in
from domain.orders.rules import MAX_QUANTITY, LinePrice, Totals, line_price, totals
from domain.orders.shipping_rules import DIGITAL, PARCEL, PICKUP, Piece, Shipping, Template, Zone, shipping
from domain.people.kinds import anyone, kind_of
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the cart with the offer of this moment. `price_seen_cents` is what a piece cost when the line was
    last touched, `wanted` how many were asked for when there were fewer. `is_sent` is False where it cannot be sent
    to the region that was asked about."""

    line_id: int
    variant_id: int
    product_id: int
    category_id: int
    merchant_id: int
    title: str
    variant_name: str
    picture_key: str | None
    unit_price_cents: int
    price_seen_cents: int
    quantity: int
    wanted: int | None
    on_hand: int
    weight_grams: int
    added_at: datetime
    angel_price_when: str
    is_offered: bool
    template: Template
    is_sent: bool = True
    is_suspended: bool = False

    @property
    def gross_cents(self) -> int:
        return self.unit_price_cents * self.quantity

    @property
    def most(self) -> int:
        return min(self.on_hand, MAX_QUANTITY)

    @property
    def is_counted(self) -> bool:
        """It is there to be had, though perhaps not as many."""
        return self.is_offered and self.on_hand > 0

    @property
    def piece(self) -> Piece:
        return Piece(self.template, self.gross_cents, self.weight_grams * self.quantity)

    @property
    def problem(self) -> str:
        """Why it cannot be ordered like this: an N_ text that may use %(left)s. Empty when it can."""
        if self.is_suspended:
            return N_("This shop is suspended and sells nothing for now. Remove it to go on.")
        if not self.is_offered:
            return N_("No longer on sale. Remove it to go on.")
        if self.on_hand == 0:
            return N_("Sold out. Remove it to go on.")
        if self.quantity > self.on_hand:
            return N_("Only %(left)s left.")
        if not self.is_sent:
            return N_("This is not sent to your region. Choose another address, or take it out of the cart.")
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
    # What it pays at most as commission for a line and for an order; None for no limit.
    line_cap_cents: int | None = None
    order_cap_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one merchant sends in one way: one order to be."""

    seller: Seller
    delivery: str
    items: Sequence[Item]
    shipping: Shipping
    totals: Totals

    @property
    def missing_for_free_shipping(self) -> int:
        """How much more makes the shipping free; 0 when it is free, never is, or comes from several templates."""
        return self.shipping.parts[0].missing_for_free if len(self.shipping.parts) == 1 else 0


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


def cart(viewer: Viewer, visitor_id: str = "", *, region: str = "") -> Cart:
    """The cart of the viewer, or of the browser while nobody is signed in: two queries at most. What cannot be
    ordered is listed with its problem and not counted. `region` is where it will probably go."""
    return Cart([_parcel(seller, items, region) for seller, items in contents(viewer, visitor_id)])


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody is about to put into the cart."""

    variant_id: int
    product_id: int
    title: str
    variant_name: str
    picture_key: str | None
    price_cents: int


def offer_of(viewer: Viewer, variant_id: int) -> Offer:
    """A variant that the viewer may see. Raises NotFound for any other."""
    statement = (
        select(Variant.id, Product.id, Product.title, Variant.name, Product.picture_key, Variant.price_cents)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id == variant_id)
    )
    row = session.execute(visible_products(statement, viewer)).first()
    if row is None:
        raise NotFound
    return Offer(*row)


def guest_lines(visitor_id: str) -> int:
    """How many things lie in the cart of a browser that nobody has signed in with."""
    if not visitor_id:
        return 0
    return session.scalar(select(func.count()).where(CartLine.visitor_id == visitor_id)) or 0


_Own = alias(ShippingTemplate)
_Default = alias(ShippingTemplate)
_TEMPLATE = (
    "id",
    "name",
    "kind",
    "fee_cents",
    "first_grams",
    "step_grams",
    "step_cents",
    "free_from_cents",
    "sends_elsewhere",
    "words",
)


def contents(viewer: Viewer, visitor_id: str = "") -> list[tuple[Seller, list[Item]]]:
    """The orders that a cart would become: what one merchant sends in one way."""
    if not viewer.is_signed_in and not visitor_id:
        return []
    asked = {"me": viewer.id, "visitor": visitor_id, "now": clock.now()}
    rows = session.execute(_lines(kind_of(viewer)), asked).all()
    zones = _zones({row.own_id or row.default_id for row in rows} - {None})
    found = [(_seller(row), _item(row, zones)) for row in rows]
    found.sort(key=lambda one: (one[0].name, one[0].id, *_order_of(one[1]), one[1].line_id))
    grouped = groupby(found, key=lambda one: (one[0].id, *_order_of(one[1])))
    return [(pairs[0][0], [item for _, item in pairs]) for pairs in (list(group) for _, group in grouped)]


@cache
def _lines(kind: str) -> Select[*tuple[Any, ...]]:
    """Put together once for each kind of viewer: that takes longer than running it."""
    return (
        select(
            CartLine.id.label("line_id"),
            CartLine.quantity,
            CartLine.wanted,
            CartLine.price_seen_cents,
            CartLine.added_at,
            Variant.id.label("variant_id"),
            Variant.name.label("variant_name"),
            Variant.price_cents,
            Variant.on_hand,
            Variant.is_active,
            Product.id.label("product_id"),
            Product.category_id,
            Product.title,
            Product.picture_key,
            Product.weight_grams,
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
            *caps.columns(bindparam("now", type_=UtcDateTime)),
            *(getattr(_Own, name).label(f"own_{name}") for name in _TEMPLATE),
            *(getattr(_Default, name).label(f"default_{name}") for name in _TEMPLATE),
        )
        .join(Variant, Variant.id == CartLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(
            _Own, and_(_Own.id == Product.shipping_template_id, _Own.merchant_id == Product.merchant_id)
        )
        .outerjoin(_Default, and_(_Default.merchant_id == Merchant.id, _Default.is_default))
        .where(cart_of(anyone(kind), bindparam("visitor")))
        .order_by(Merchant.name, Merchant.id, CartLine.id)
    )


def _order_of(item: Item) -> tuple[int, int]:
    """Parcels of a merchant are one order. What is fetched at one place, or delivered with the same words, is one."""
    delivery = item.template.delivery
    return (PARCEL, PICKUP, DIGITAL).index(delivery), 0 if delivery == PARCEL else item.template.id


def price_of(item: Item, discount_bps: int = 0) -> LinePrice:
    return line_price(item.unit_price_cents, item.quantity, discount_bps)


def _parcel(seller: Seller, items: list[Item], region: str) -> Parcel:
    counted = [item for item in items if item.is_counted]
    sending = shipping([item.piece for item in counted], region)
    priced = totals([price_of(item) for item in counted], shipping_cents=sending.fee_cents)
    return Parcel(seller, items[0].template.delivery, items, sending, priced)


def _item(row: Any, zones: dict[int, tuple[Zone, ...]]) -> Item:
    return Item(
        line_id=row.line_id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        category_id=row.category_id,
        merchant_id=row.merchant_id,
        title=row.title,
        variant_name=row.variant_name,
        picture_key=row.picture_key,
        unit_price_cents=row.price_cents,
        price_seen_cents=row.price_seen_cents,
        quantity=row.quantity,
        wanted=row.wanted,
        on_hand=row.on_hand,
        weight_grams=row.weight_grams,
        added_at=row.added_at,
        angel_price_when=row.angel_price_when,
        is_offered=row.is_active and row.state == "on_sale" and row.merchant_state == "verified",
        template=_template(row, zones),
        is_suspended=row.merchant_state == "suspended",
    )


def _template(row: Any, zones: dict[int, tuple[Zone, ...]]) -> Template:
    """The product's own, else the shop's default one, else the shop's terms of sale."""
    for whose in ("own", "default"):
        values = {name: getattr(row, f"{whose}_{name}") for name in _TEMPLATE}
        if values["id"] is not None:
            return Template(**values, zones=zones.get(values["id"], ()))
    return Template(0, "", "flat", row.shipping_cents, free_from_cents=row.free_shipping_from_cents)


def _zones(template_ids: Collection[int]) -> dict[int, tuple[Zone, ...]]:
    if not template_ids:
        return {}
    statement = (
        select(ShippingZone)
        .where(ShippingZone.template_id.in_(template_ids))
        .order_by(ShippingZone.template_id, ShippingZone.position)
    )
    found: dict[int, tuple[Zone, ...]] = {}
    for row in session.scalars(statement):
        zone = Zone(names_in(row.regions), row.is_sent, row.fee_cents, row.step_cents)
        found[row.template_id] = (*found.get(row.template_id, ()), zone)
    return found


def _seller(row: Any) -> Seller:
    return Seller(
        id=row.merchant_id,
        name=row.merchant_name,
        shipping_cents=row.shipping_cents,
        free_shipping_from_cents=row.free_shipping_from_cents,
        accepts_transfer=row.accepts_transfer,
        accepts_cod=row.accepts_cod,
        fee_bps=row.fee_bps,
        line_cap_cents=row.line_cap_cents,
        order_cap_cents=row.order_cap_cents,
    )
