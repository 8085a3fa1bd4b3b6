"""Keeping what a product says at the moment it is bought."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import session
from domain.catalog.models import Product, ProductPicture
from domain.orders.models import Offer


def freeze(product_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Keeps the words and pictures of these products as they stand. Returns product -> offer; what was kept before and
    has not changed since is the same offer."""
    rows = _facts(product_ids)
    if not rows:
        return {}
    insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    ordered = sorted(rows.values(), key=lambda row: row["product_id"])
    session.execute(
        insert(Offer)
        .values([{**row, "made_at": at} for row in ordered])
        .on_conflict_do_nothing(index_elements=[Offer.product_id, Offer.digest])
    )
    kept = session.execute(
        select(Offer.id, Offer.product_id).where(
            Offer.product_id.in_(rows), Offer.digest.in_([row["digest"] for row in ordered])
        )
    )
    return {row.product_id: row.id for row in kept}


def _facts(product_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    pictures: dict[int, list[dict[str, Any]]] = {}
    found = session.scalars(
        select(ProductPicture)
        .where(ProductPicture.product_id.in_(product_ids))
        .order_by(ProductPicture.product_id, ProductPicture.position)
    )
    for one in found:
        pictures.setdefault(one.product_id, []).append(
            {"key": one.key, "alt": one.alt, "width": one.width, "height": one.height, "color": one.color}
        )
    products = session.execute(
        select(
            Product.id, Product.version, Product.title, Product.description, Product.description_html
        ).where(Product.id.in_(product_ids))
    )
    return {row.id: _row(row, pictures.get(row.id, [])) for row in products}


def _row(product: Any, pictures: list[dict[str, Any]]) -> dict[str, Any]:
    says = {
        "title": product.title,
        "description": product.description,
        "description_html": product.description_html,
        "pictures": pictures,
    }
    digest = hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()
    return {"product_id": product.id, "version": product.version, "digest": digest, **says}
