"""Commission rates as they apply to somebody: the versions of a product read together with the rule."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from core.db import session
from domain.catalog import rules
from domain.catalog.models import RateVersion
from domain.catalog.rules import Rate


def rate_for(product_id: int, *, angel_since: datetime | None, at: datetime) -> int:
    """The rate in basis points at `at` for an angel since `angel_since` (None: for whoever begins now)."""
    return rules.rate_for(versions_of([product_id]).get(product_id, []), angel_since=angel_since, at=at)


def versions_of(product_ids: Iterable[int]) -> dict[int, list[Rate]]:
    """All versions of these products, oldest first, in one query. `rules.rate_for` reads them."""
    wanted = set(product_ids)
    found: dict[int, list[Rate]] = {}
    if wanted:
        rows = session.execute(
            select(
                RateVersion.product_id,
                RateVersion.rate_bps,
                RateVersion.set_at,
                RateVersion.reaches_angels_at,
            )
            .where(RateVersion.product_id.in_(wanted))
            .order_by(RateVersion.product_id, RateVersion.id)
        )
        for product_id, bps, set_at, reaches_angels_at in rows:
            found.setdefault(product_id, []).append(Rate(bps, set_at, reaches_angels_at))
    return found
