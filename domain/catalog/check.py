"""What must hold in the catalogue."""

from sqlalchemy import func, select

from core.invariants import found, register
from domain.catalog.models import Product, ProductPicture, RateVersion, Variant


def stock_adds_up() -> list[str]:
    whole = Variant.on_hand + Variant.reserved + Variant.sold
    return found(
        select(Variant.id.label("id"), Variant.supplied.label("supplied"), whole.label("whole")).where(
            (Variant.supplied != whole) | (Variant.on_hand < 0) | (Variant.reserved < 0) | (Variant.sold < 0)
        ),
        "variant %(id)s was supplied %(supplied)s times, but on hand, reserved and sold are %(whole)s",
    )


def sold_is_counted() -> list[str]:
    sold = (
        select(func.coalesce(func.sum(Variant.sold), 0))
        .where(Variant.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )
    return found(
        select(Product.id.label("id"), Product.sold_count.label("kept"), sold.label("sold")).where(
            Product.sold_count != sold
        ),
        "product %(id)s says %(kept)s sold, its variants say %(sold)s",
    )


def prices_follow_variants() -> list[str]:
    lowest = (
        select(func.min(Variant.price_cents))
        .where(Variant.product_id == Product.id, Variant.is_active.is_(True))
        .correlate(Product)
        .scalar_subquery()
    )
    return found(
        select(Product.id.label("id"), Product.price_cents.label("kept"), lowest.label("lowest")).where(
            Product.price_cents != lowest
        ),
        "product %(id)s is listed at %(kept)s, its cheapest variant costs %(lowest)s",
    ) + found(
        select(Product.id.label("id")).where(Product.state == "on_sale", lowest.is_(None)),
        "product %(id)s is on sale without a variant",
    )


def rates_are_the_last_versions() -> list[str]:
    last = (
        select(RateVersion.rate_bps)
        .where(RateVersion.product_id == Product.id)
        .order_by(RateVersion.id.desc())
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )
    return found(
        select(Product.id.label("id"), Product.rate_bps.label("kept"), last.label("last")).where(
            Product.rate_bps != func.coalesce(last, 0)
        ),
        "product %(id)s has the rate %(kept)s, its last version says %(last)s",
    )


def faces_are_first_pictures() -> list[str]:
    first = (
        select(ProductPicture.key)
        .where(ProductPicture.product_id == Product.id)
        .order_by(ProductPicture.position, ProductPicture.id)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )
    return found(
        select(Product.id.label("id")).where(
            func.coalesce(Product.picture_key, "") != func.coalesce(first, "")
        ),
        "product %(id)s does not show its first picture in lists",
    )


register("catalogue: stock adds up", stock_adds_up)
register("catalogue: what is sold is counted", sold_is_counted)
register("catalogue: listed prices are those of the cheapest variant", prices_follow_variants)
register("catalogue: rates are those of the last version", rates_are_the_last_versions)
register("catalogue: the first picture is the product's face", faces_are_first_pictures)
