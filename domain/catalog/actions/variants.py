"""A product's variants: name, price, stock; ended ones stay for the orders that name them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.text import tidy
from core.unit import action
from domain.catalog import rules, stock
from domain.catalog.actions.editing import changed, editable, refresh_price
from domain.catalog.models import Product, Variant
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewVariant:
    name: str
    price_cents: int
    stock: int


@action
def add_variant(actor: Viewer, product_id: int, *, name: str, price_cents: int, stock: int) -> int:
    product = editable(actor, product_id)
    there = _of(product)
    one = NewVariant(name, price_cents, stock)
    _check(one)
    _check_name(name, [variant for variant in there if variant.is_active])
    if len(there) >= rules.MAX_VARIANTS:
        raise Refused(N_("At most %(limit)s variants."), field="name", limit=rules.MAX_VARIANTS)
    (variant,) = put_variants(product, [one], first=len(there))
    refresh_price(product)
    changed(product)
    return variant.id


@action
def change_variant(
    actor: Viewer,
    product_id: int,
    variant_id: int,
    *,
    name: str,
    price_cents: int,
    stock_now: int,
    stock_seen: int | None = None,
) -> None:
    """`stock_now` is what the merchant wants on hand, `stock_seen` what the form showed when it was opened: their
    difference is what she adds or takes away, so that pieces sold meanwhile are not brought back to life."""
    product = editable(actor, product_id)
    there = _of(product)
    variant = _one(there, variant_id)
    _check(NewVariant(name, price_cents, stock_now))
    _check_name(name, [other for other in there if other.is_active and other is not variant])
    change = stock_now - (variant.on_hand if stock_seen is None else stock_seen)
    variant.name = tidy(name, one_line=True)
    variant.price_cents = price_cents
    session.flush()
    if change:
        _supply(variant, change)
    refresh_price(product)
    changed(product)


@action
def end_variant(actor: Viewer, product_id: int, variant_id: int) -> None:
    """Offers the variant no longer. What is reserved and sold of it goes on."""
    product = editable(actor, product_id)
    there = _of(product)
    variant = _one(there, variant_id)
    variant.is_active = False
    if product.state == "on_sale" and not any(one.is_active for one in there):
        raise Refused(N_("This is the last variant on sale. Take the product off sale instead."))
    refresh_price(product)
    changed(product)


@action
def offer_again(actor: Viewer, product_id: int, variant_id: int) -> None:
    product = editable(actor, product_id)
    there = _of(product)
    variant = _one(there, variant_id)
    _check_name(variant.name, [other for other in there if other.is_active and other is not variant])
    variant.is_active = True
    refresh_price(product)
    changed(product)


def check_variants(variants: Sequence[NewVariant]) -> None:
    """The rules for all variants of a new product."""
    if not variants:
        raise Refused(N_("Give at least one variant with its price."), field="variants")
    if len(variants) > rules.MAX_VARIANTS:
        raise Refused(N_("At most %(limit)s variants."), field="variants", limit=rules.MAX_VARIANTS)
    for one in variants:
        _check(one)
    names = [_key(one.name) for one in variants]
    if len(names) > 1 and "" in names:
        raise Refused(N_("Several variants need a name each, such as a size."), field="variants")
    if len(set(names)) < len(names):
        raise Refused(N_("Two variants have the same name."), field="variants")


def put_variants(product: Product, variants: Sequence[NewVariant], *, first: int = 0) -> list[Variant]:
    made = [
        Variant(
            product_id=product.id,
            name=tidy(one.name, one_line=True),
            price_cents=one.price_cents,
            supplied=one.stock,
            on_hand=one.stock,
            position=first + number,
        )
        for number, one in enumerate(variants)
    ]
    session.add_all(made)
    session.flush()
    return made


def _supply(variant: Variant, change: int) -> None:
    try:
        stock.supply(variant.id, change)
    except Refused as refused:
        left = session.scalar(select(Variant.on_hand).where(Variant.id == variant.id))
        raise Refused(
            N_("Meanwhile only %(left)s are on hand. Look again."), field="stock", left=left
        ) from refused


def _check(one: NewVariant) -> None:
    if len(tidy(one.name, one_line=True)) > rules.MAX_VARIANT_CHARS:
        raise Refused(
            N_("This text is too long: at most %(max)d characters."),
            field="name",
            max=rules.MAX_VARIANT_CHARS,
        )
    if not 0 < one.price_cents <= rules.MAX_PRICE_CENTS:
        raise Refused(N_("A price is more than zero."), field="price")
    if not 0 <= one.stock <= rules.MAX_STOCK:
        raise Refused(N_("Between 0 and %(max)s pieces."), field="stock", max=rules.MAX_STOCK)


def _check_name(name: str, others: list[Variant]) -> None:
    key = _key(name)
    if others and not key:
        raise Refused(N_("Several variants need a name each, such as a size."), field="name")
    if key in {_key(other.name) for other in others}:
        raise Refused(N_("Two variants have the same name."), field="name")
    if any(not other.name for other in others):
        raise Refused(N_("Give the other variant a name first."), field="name")


def _key(name: str) -> str:
    return tidy(name, one_line=True).casefold()


def _of(product: Product) -> list[Variant]:
    rows = session.scalars(lock(select(Variant).where(Variant.product_id == product.id).order_by(Variant.id)))
    return list(rows)


def _one(variants: list[Variant], variant_id: int) -> Variant:
    for variant in variants:
        if variant.id == variant_id:
            return variant
    raise NotFound
