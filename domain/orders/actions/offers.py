"""Keeping what a product says at the moment it is bought."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import BigId, session
from domain.catalog.models import Product, ProductPicture
from domain.orders.models import Offer

_PRODUCTS: BindParameter[Any] = bindparam("products", expanding=True, type_=BigId)
_PICTURES = (
    select(ProductPicture)
    .where(ProductPicture.product_id.in_(_PRODUCTS))
    .order_by(ProductPicture.product_id, ProductPicture.position)
)
_WORDS = select(
    Product.id, Product.version, Product.title, Product.description, Product.description_html
).where(Product.id.in_(_PRODUCTS))
_KEPT = select(Offer.id, Offer.product_id).where(
    Offer.product_id.in_(_PRODUCTS), Offer.digest.in_(bindparam("digests", expanding=True))
)


def freeze(product_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Keeps the words and pictures of these products as they stand. Returns product -> offer; what was kept before and
    has not changed since is the same offer."""
    rows = _facts(product_ids)
    if not rows:
        return {}
    ordered = sorted(rows.values(), key=lambda row: row["product_id"])
    session.execute(_keeping(session.connection().dialect.name), [{**row, "made_at": at} for row in ordered])
    kept = session.execute(_KEPT, {"products": list(rows), "digests": [row["digest"] for row in ordered]})
    return {row.product_id: row.id for row in kept}


@cache
def _keeping(dialect: str) -> Any:
    """Put together once: that takes longer than running it."""
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(Offer.__table__).on_conflict_do_nothing(index_elements=[Offer.product_id, Offer.digest])


def _facts(product_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    pictures: dict[int, list[dict[str, Any]]] = {}
    for one in session.scalars(_PICTURES, {"products": list(product_ids)}):
        pictures.setdefault(one.product_id, []).append(
            {"key": one.key, "alt": one.alt, "width": one.width, "height": one.height, "color": one.color}
        )
    products = session.execute(_WORDS, {"products": list(product_ids)})
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
