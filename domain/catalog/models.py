"""Tables of the catalogue: categories, products, pictures, variants with their stock, commission-rate versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Category(Model):
    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = primary_key()
    name: Mapped[str] = mapped_column(String(40))


class Product(Model):
    """`state`: draft, on_sale, withdrawn. The counters are kept by SET n = n + 1 in the writing transaction and
    recounted by `check`. `price_cents` is the lowest price of an active variant, for lists."""

    __tablename__ = "products"
    __table_args__ = (
        Index("ix_products_state", "state", "id"),
        Index("ix_products_category", "category_id", "state", "id"),
        Index("ix_products_merchant", "merchant_id", "state", "id"),
        Index("ix_products_sold", "state", "sold_count", "id"),
        Index("ix_products_price", "state", "price_cents", "id"),
        CheckConstraint("state IN ('draft', 'on_sale', 'withdrawn')", name="state"),
        CheckConstraint("angel_price_when IN ('always', 'second', 'never')", name="angel_price_when"),
        CheckConstraint("rate_bps = 0 OR rate_bps BETWEEN 500 AND 4000", name="rate_bps"),
        not_negative("sold_count"),
        not_negative("rating_count"),
        not_negative("angel_count"),
        not_negative("weight_grams"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    category_id: Mapped[int] = fk("categories.id")
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    cleaner_version: Mapped[int] = mapped_column(default=0)
    lang: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    price_cents: Mapped[int] = mapped_column(default=0)
    # The rate for whoever endorses today; what applies to an older touch or order is in rate_versions.
    rate_bps: Mapped[int] = mapped_column(default=0)
    angel_price_when: Mapped[str] = mapped_column(String(6), default="second")
    picture_key: Mapped[str | None] = mapped_column(String(40))
    # How it is sent; without one as the shop sends by default.
    shipping_template_id: Mapped[int | None] = fk("shipping_templates.id", nullable=True, index=True)
    # Of one piece with its wrapping.
    weight_grams: Mapped[int] = mapped_column(default=0)
    sold_count: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)
    angel_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class ProductPicture(Model):
    __tablename__ = "product_pictures"
    __table_args__ = (Index("ix_product_pictures_product", "product_id", "position"),)

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("products.id")
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    alt: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")


class PictureDraft(Model):
    """A picture that was sent with a form which could not be kept yet. It waits for the merchant's next try."""

    __tablename__ = "picture_drafts"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id", index=True)
    key: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)


class Variant(Model):
    """supplied = on_hand + reserved + sold, always: a piece is in exactly one of the three. A returned piece goes
    from sold back to on_hand. `supplied` grows and shrinks only when the merchant sets the stock."""

    __tablename__ = "variants"
    __table_args__ = (
        Index("ix_variants_product", "product_id", "position"),
        CheckConstraint("supplied = on_hand + reserved + sold", name="stock_adds_up"),
        CheckConstraint("price_cents > 0", name="price_positive"),
        not_negative("on_hand"),
        not_negative("reserved"),
        not_negative("sold"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("products.id")
    name: Mapped[str] = mapped_column(String(60), default="")
    price_cents: Mapped[int]
    supplied: Mapped[int] = mapped_column(default=0)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class RateVersion(Model):
    """One setting of a product's commission rate. For those who were angels before, a cut begins at
    `reaches_angels_at`, a rise at once."""

    __tablename__ = "rate_versions"
    __table_args__ = (
        Index("ix_rate_versions_product", "product_id", "id"),
        CheckConstraint("rate_bps = 0 OR rate_bps BETWEEN 500 AND 4000", name="rate_bps"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("products.id")
    rate_bps: Mapped[int]
    set_by_id: Mapped[int] = fk("users.id")
    set_at: Mapped[datetime]
    reaches_angels_at: Mapped[datetime]
