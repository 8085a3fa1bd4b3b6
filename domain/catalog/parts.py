"""The pieces of one product, read in one query: its pictures, variants and rates."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, Row, Select, String, cast, literal, null, select, union_all

from core.db import BigId, UtcDateTime, session
from domain.catalog.models import ProductPicture, RateVersion, Variant
from domain.catalog.rules import Rate


@dataclass(frozen=True, slots=True)
class VariantView:
    id: int
    product_id: int
    name: str
    price_cents: int
    on_hand: int
    reserved: int
    sold: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class PictureView:
    id: int
    key: str
    alt: str
    width: int
    height: int
    color: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """Everything that a product has several of, each in its order; rates oldest first."""

    pictures: list[PictureView] = field(default_factory=list)
    variants: list[VariantView] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)


def of_product(product_id: int) -> Pieces:
    """One statement for three short lists: the product's page has no queries to give away."""
    pieces = Pieces()
    for row in session.execute(_statement(product_id)):
        if row.kind == "picture":
            pieces.pictures.append(PictureView(row.id, row.text, row.alt, row.first, row.second, row.color))
        elif row.kind == "variant":
            pieces.variants.append(_variant(product_id, row))
        else:
            pieces.rates.append(Rate(row.first, row.set_at, row.reaches_angels_at))
    return pieces


def _variant(product_id: int, row: Row[*tuple[Any, ...]]) -> VariantView:
    return VariantView(
        id=row.id,
        product_id=product_id,
        name=row.text,
        price_cents=row.first,
        on_hand=row.second,
        reserved=row.third,
        sold=row.fourth,
        is_active=row.is_active,
    )


def _statement(product_id: int) -> Select[*tuple[Any, ...]]:
    no_text, no_number, no_instant = cast(null(), String), cast(null(), BigId), cast(null(), UtcDateTime)
    pictures = select(
        literal("picture").label("kind"),
        ProductPicture.id.label("id"),
        ProductPicture.position.label("place"),
        ProductPicture.key.label("text"),
        ProductPicture.alt.label("alt"),
        ProductPicture.color.label("color"),
        ProductPicture.width.label("first"),
        ProductPicture.height.label("second"),
        no_number.label("third"),
        no_number.label("fourth"),
        cast(null(), Boolean).label("is_active"),
        no_instant.label("set_at"),
        no_instant.label("reaches_angels_at"),
    ).where(ProductPicture.product_id == product_id)
    variants = select(
        literal("variant"),
        Variant.id,
        Variant.position,
        Variant.name,
        no_text,
        no_text,
        Variant.price_cents,
        Variant.on_hand,
        Variant.reserved,
        Variant.sold,
        Variant.is_active,
        no_instant,
        no_instant,
    ).where(Variant.product_id == product_id)
    rates = select(
        literal("rate"),
        RateVersion.id,
        RateVersion.id,
        no_text,
        no_text,
        no_text,
        RateVersion.rate_bps,
        no_number,
        no_number,
        no_number,
        cast(null(), Boolean),
        RateVersion.set_at,
        RateVersion.reaches_angels_at,
    ).where(RateVersion.product_id == product_id)
    whole = union_all(pictures, variants, rates).subquery()
    return select(whole).order_by(whole.c.kind, whole.c.place, whole.c.id)
