"""News of commission rates, to those who are angels of the product already: a cut is told with the day from which it
counts, a rise is there to read and makes no noise."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from core.db import session
from domain.angels.models import Endorsement
from domain.catalog import rates, rules
from domain.catalog.events import RateChanged
from domain.catalog.models import Product, RateVersion
from domain.notices.actions import tell
from domain.notices.models import Notice


def changed(fact: RateChanged) -> None:
    product = session.get(Product, fact.product_id)
    version = session.scalar(
        select(RateVersion)
        .where(RateVersion.product_id == fact.product_id, RateVersion.rate_bps == fact.new_bps)
        .order_by(RateVersion.id.desc())
        .limit(1)
    )
    if product is None or version is None:
        return
    angels = _angels(product.id, version)
    is_cut = fact.new_bps < fact.old_bps
    hers = _by_rate(angels, version, fact.old_bps)
    for (old_bps, starts_at), user_ids in sorted(hers.items()):
        is_lower = is_cut or old_bps > fact.new_bps
        tell(
            user_ids,
            kind="rate",
            target=("product", product.id),
            at=version.set_at,
            facts={
                "title": product.title,
                "old_bps": old_bps,
                "new_bps": fact.new_bps,
                "starts_at": starts_at.isoformat(),
            },
            thread=("group", product.id),
            # Better news takes the place of worse that she has not read, which would be wrong by now.
            hushed=() if is_lower else user_ids - _have_unread(product.id),
        )


def _angels(product_id: int, version: RateVersion) -> dict[int, datetime]:
    """Who was an angel when the rate was set, and since when."""
    rows = session.execute(
        select(Endorsement.user_id, Endorsement.created_at).where(
            Endorsement.product_id == product_id,
            Endorsement.ended_at.is_(None),
            Endorsement.created_at <= version.set_at,
            Endorsement.user_id != version.set_by_id,
        )
    )
    return {row.user_id: row.created_at for row in rows}


def _by_rate(
    angels: dict[int, datetime], version: RateVersion, old_bps: int
) -> dict[tuple[int, datetime], set[int]]:
    """The same angels by what each has now and when the new rate is hers: a cut within the notice of another leaves
    her what she had before both."""
    versions = [
        one
        for one in rates.versions_of([version.product_id])[version.product_id]
        if one.set_at <= version.set_at
    ]
    found: dict[tuple[int, datetime], set[int]] = defaultdict(set)
    for user_id, since in angels.items():
        now = rules.rate_for(versions, angel_since=since, at=version.set_at)
        has = now if now > version.rate_bps else old_bps
        starts_at = rules.reaches_her_at(versions, angel_since=since, at=version.set_at)
        found[(has, starts_at)].add(user_id)
    return found


def _have_unread(product_id: int) -> set[int]:
    return set(
        session.scalars(
            select(Notice.user_id).where(
                Notice.kind == "rate",
                Notice.target_type == "product",
                Notice.target_id == product_id,
                Notice.read_at.is_(None),
            )
        )
    )
