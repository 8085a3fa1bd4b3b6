"""What a shop pays at most as commission: what holds now, and what has been announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, case, func, null, or_, select

from core.db import session
from domain.catalog.cap_models import CommissionCap
from domain.catalog.models import Product

KINDS = ("line", "order")


@dataclass(frozen=True, slots=True)
class Announced:
    """What was set last for a line or an order. `cents` is empty for no limit; `holds_at` is when it begins for
    all, if that is still to come, and until then `now_cents` holds."""

    cents: int | None
    now_cents: int | None
    holds_at: datetime | None


def columns(at: Any) -> tuple[ScalarSelect[int | None], ScalarSelect[int | None]]:
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


def _announced(rows: Sequence[CommissionCap]) -> Announced:
    ends = [row.ends_at for row in rows if row.ends_at is not None]
    last = next((row.cents for row in rows if row.ends_at is None), None)
    limits = [row.cents for row in rows if row.cents is not None]
    now = max(limits) if limits and len(limits) == len(rows) else None
    return Announced(last, now, max(ends) if ends else None)
