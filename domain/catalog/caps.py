"""What a shop pays at most as commission: what holds now, and what has been announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, and_, case, func, null, or_, select

from core import clock
from core.db import session
from core.money import share
from core.policy import require
from domain.catalog.cap_models import CommissionCap
from domain.catalog.models import Product, Variant
from domain.catalog.rules import capped
from domain.merchants.policy import can_own
from domain.people.policy import NOW
from domain.people.viewer import Viewer

KINDS = ("line", "order")
# Of so many products the desk shows what limits mean.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Announced:
    """What was set last for a line or an order. `cents` is empty for no limit; `holds_at` is when it begins for
    all, if that is still to come, and until then `now_cents` holds."""

    cents: int | None
    now_cents: int | None
    holds_at: datetime | None


def columns(at: Any = NOW) -> tuple[ScalarSelect[int | None], ScalarSelect[int | None]]:
    """Of the product that the outer statement reads: what is paid at most for a line, and for an order, at `at`. Empty
    for no limit."""
    line, order = (_holding(kind, at) for kind in KINDS)
    return line.label("line_cap_cents"), order.label("order_cap_cents")  # type: ignore[return-value]


def _holding(kind: str, at: Any) -> ScalarSelect[int | None]:
    has_no_limit = func.count() > func.count(CommissionCap.cents)
    return (
        select(case((has_no_limit, null()), else_=func.max(CommissionCap.cents)))
        .where(
            CommissionCap.merchant_id == Product.merchant_id,
            CommissionCap.kind == kind,
            or_(CommissionCap.ends_at.is_(None), CommissionCap.ends_at > at),
        )
        .correlate(Product)
        .scalar_subquery()
    )


def announced(merchant_id: int, *, at: datetime) -> dict[str, Announced]:
    """By kind, what the shop's owner has set; for those who have asked whether she may see it."""
    rows = session.scalars(
        select(CommissionCap)
        .where(
            CommissionCap.merchant_id == merchant_id,
            or_(CommissionCap.ends_at.is_(None), CommissionCap.ends_at > at),
        )
        .order_by(CommissionCap.id)
    ).all()
    return {kind: _announced([row for row in rows if row.kind == kind]) for kind in KINDS}


def holding(merchant_id: int) -> tuple[int | None, ...]:
    """What the shop pays at most now, for a line and for an order."""
    return tuple(one.now_cents for one in announced(merchant_id, at=clock.now()).values())


def _announced(rows: Sequence[CommissionCap]) -> Announced:
    ends = [row.ends_at for row in rows if row.ends_at is not None]
    last = next((row.cents for row in rows if row.ends_at is None), None)
    limits = [row.cents for row in rows if row.cents is not None]
    now = max(limits) if limits and len(limits) == len(rows) else None
    return Announced(last, now, max(ends) if ends else None)


@dataclass(frozen=True, slots=True)
class CappedProduct:
    """One piece of its dearest variant: what the rate promises, and what the limits leave of it when it is bought
    alone."""

    title: str
    price_cents: int
    earns_cents: int
    capped_cents: int


@dataclass(frozen=True, slots=True)
class CapEffect:
    """What limits mean for the products that pay most, and for one order of all of them."""

    products: Sequence[CappedProduct]
    before_cents: int
    order_cents: int


def effect(viewer: Viewer, merchant_id: int, line_cents: int | None, order_cents: int | None) -> CapEffect:
    """For the shop's owner, of limits that she considers. One query."""
    require(can_own(viewer, merchant_id))
    price = func.max(Variant.price_cents)
    rows = session.execute(
        select(Product.title, price.label("price_cents"), Product.rate_bps)
        .join(Variant, and_(Variant.product_id == Product.id, Variant.is_active.is_(True)))
        .where(Product.merchant_id == merchant_id, Product.state == "on_sale", Product.rate_bps > 0)
        .group_by(Product.id, Product.title, Product.rate_bps)
        .order_by((price * Product.rate_bps).desc(), Product.id)
        .limit(SHOWN)
    ).all()
    promised = [share(row.price_cents, row.rate_bps) for row in rows]
    products = [
        CappedProduct(row.title, row.price_cents, cents, capped(cents, line_cents, order_cents))
        for row, cents in zip(rows, promised, strict=True)
    ]
    whole = capped(sum(capped(cents, line_cents) for cents in promised), order_cents)
    return CapEffect(products, sum(promised), whole)
