"""What a viewer may read of the catalogue: cards for lists and other rooms, the product page, the merchant's desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, cast, func, or_, select

from core.db import BigId, session
from core.errors import NotFound
from core.money import share
from core.policy import Decision, require
from domain.catalog import caps, parts, policy
from domain.catalog.models import Category, PictureDraft, Product, Variant
from domain.catalog.parts import PictureView, VariantView
from domain.catalog.rules import Rate, capped
from domain.merchants.models import Merchant, ShippingTemplate
from domain.merchants.policy import can_see_books, is_staff
from domain.merchants.shipping import TemplateCard, card_of as card_of_template
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list. Prices are the lowest and the highest of its active variants, `on_hand` their sum."""

    id: int
    title: str
    lang: str
    picture_key: str | None
    price_cents: int
    upto_cents: int
    rate_bps: int
    rating_count: int
    rating_sum: int
    sold_count: int
    angel_count: int
    on_hand: int
    state: str
    merchant_id: int
    merchant_name: str
    merchant_state: str
    category_id: int
    category_name: str
    angel_price_when: str
    version: int
    line_cap_cents: int | None
    order_cap_cents: int | None

    @property
    def rating(self) -> float | None:
        """The average of the stars, to one digit."""
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None

    @property
    def is_on_sale(self) -> bool:
        return self.state == "on_sale" and self.merchant_state == "verified"

    @property
    def is_sold_out(self) -> bool:
        return self.on_hand == 0

    def commission_cents(self, rate_bps: int | None = None) -> int:
        """What an angel earns of one piece at the lowest price, at this rate or at the one posted now."""
        earned = share(self.price_cents, self.rate_bps if rate_bps is None else rate_bps)
        return capped(earned, self.line_cap_cents, self.order_cap_cents)


def of_active_variants(column: Any) -> ScalarSelect[Any]:
    """An aggregate over the active variants of the product that the outer statement reads."""
    return (
        select(cast(func.coalesce(column, 0), BigId))  # PostgreSQL adds whole numbers up to a decimal.
        .where(Variant.product_id == Product.id, Variant.is_active.is_(True))
        .correlate(Product)
        .scalar_subquery()
    )


@cache
def card_statement() -> Select[Any]:
    """Rows that `card_of` understands. Put together once: that takes longer than running it."""
    return (
        select(
            Product.id,
            Product.title,
            Product.lang,
            Product.picture_key,
            Product.price_cents,
            of_active_variants(func.max(Variant.price_cents)).label("upto_cents"),
            Product.rate_bps,
            Product.rating_count,
            Product.rating_sum,
            Product.sold_count,
            Product.angel_count,
            of_active_variants(func.sum(Variant.on_hand)).label("on_hand"),
            Product.state,
            Product.merchant_id,
            Merchant.name.label("merchant_name"),
            Merchant.state.label("merchant_state"),
            Product.category_id,
            Category.name.label("category_name"),
            Product.angel_price_when,
            Product.version,
            *caps.columns(),
        )
        .join(Merchant, Merchant.id == Product.merchant_id)
        .join(Category, Category.id == Product.category_id)
    )


CARD_WIDTH = len(ProductCard.__dataclass_fields__)


def card_of(row: Row[Any]) -> ProductCard:
    return ProductCard(*row[:CARD_WIDTH])


def cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, ProductCard]:
    """The products among `ids` that the viewer may see: one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = policy.visible_products(_cards(), viewer)
    return {row.id: card_of(row) for row in session.execute(statement, {"products": list(wanted)})}


@cache
def _cards() -> Select[Any]:
    return card_statement().where(Product.id.in_(bindparam("products", type_=BigId, expanding=True)))


VARIANT_FIELDS = [getattr(Variant, name) for name in VariantView.__dataclass_fields__]


def variants(product_ids: Iterable[int], *, inactive: bool = False) -> dict[int, list[VariantView]]:
    """The variants of products in the merchant's order; for those who have asked what may be seen."""
    wanted = set(product_ids)
    if not wanted:
        return {}
    statement = select(*VARIANT_FIELDS).where(Variant.product_id.in_(wanted))
    if not inactive:
        statement = statement.where(Variant.is_active.is_(True))
    found: dict[int, list[VariantView]] = {}
    for row in session.execute(statement.order_by(Variant.product_id, Variant.position, Variant.id)):
        found.setdefault(row.product_id, []).append(VariantView(*row))
    return found


@dataclass(frozen=True, slots=True)
class MerchantLine:
    """What a buyer sees of the merchant beside the product."""

    id: int
    name: str
    kind: str
    state: str
    verified_at: datetime | None
    shipping_cents: int
    free_shipping_from_cents: int | None
    coupons_until_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything of a product that belongs to the catalogue."""

    card: ProductCard
    description: str
    description_html: str
    created_at: datetime
    merchant: MerchantLine
    pictures: list[PictureView]
    variants: list[VariantView]
    rates: list[Rate]
    can_buy: Decision
    template_id: int | None
    weight_grams: int
    # By its own template or the shop's default one; None: by the shop's terms of sale.
    sending: TemplateCard | None

    @property
    def id(self) -> int:
        return self.card.id


def product(viewer: Viewer, product_id: int, *, inactive: bool = False) -> ProductPage:
    """The product with its pictures, variants and rates: two queries. Raises NotFound for what is not shown."""
    statement = policy.visible_products(card_statement(), viewer).where(Product.id == product_id)
    statement = statement.add_columns(Product, Merchant, ShippingTemplate).outerjoin(
        ShippingTemplate,
        or_(
            ShippingTemplate.id == Product.shipping_template_id,
            and_(
                Product.shipping_template_id.is_(None),
                ShippingTemplate.merchant_id == Product.merchant_id,
                ShippingTemplate.is_default,
            ),
        ),
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    of_it, merchant, template = row[CARD_WIDTH : CARD_WIDTH + 3]
    pieces = parts.of_product(product_id)
    return ProductPage(
        card=card_of(row),
        description=of_it.description,
        description_html=of_it.description_html,
        created_at=of_it.created_at,
        merchant=MerchantLine(
            **{name: getattr(merchant, name) for name in MerchantLine.__dataclass_fields__}
        ),
        pictures=pieces.pictures,
        variants=[one for one in pieces.variants if one.is_active or inactive],
        rates=pieces.rates,
        can_buy=policy.can_buy(of_it, merchant),
        template_id=of_it.shipping_template_id,
        weight_grams=of_it.weight_grams,
        sending=card_of_template(template) if template else None,
    )


def for_desk(viewer: Viewer, product_id: int) -> ProductPage:
    """The product with ended variants, for the owner of its shop. Raises NotAllowed for who only works there, NotFound
    for everybody else."""
    found = product(viewer, product_id, inactive=True)
    if not is_staff(viewer, found.merchant.id):
        raise NotFound
    require(can_see_books(viewer, found.merchant.id))
    return found


def known_drafts(merchant_id: int, tokens: Iterable[str]) -> set[str]:
    """Those of `tokens` that stand for a picture which waits for this merchant's next try."""
    wanted = set(tokens)
    if not wanted:
        return set()
    return set(
        session.scalars(
            select(PictureDraft.key).where(
                PictureDraft.merchant_id == merchant_id, PictureDraft.key.in_(wanted)
            )
        )
    )
