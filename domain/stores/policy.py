"""Who may see what in an angel store.

An endorsed product is public: the angel chose to promote it. A bought and well rated one is seen by whoever may see
the post that carries the rating. What the owner hides, only she sees.
"""

from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from core.db import BigId
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.viewer import Viewer
from domain.says.models import Post, Rating
from domain.says.policy import visible_posts
from domain.stores.models import StoreItem

Rows = Select[*tuple[Any, ...]]

WELL_RATED = 4
OWNER = bindparam("owner", type_=BigId)


def visible_items(reader: Viewer, *, is_own: bool) -> Subquery:
    """What stands in the store of OWNER for this kind of reader: product_id, since, stars (0: not rated), endorsed
    (0 or 1), pinned_at, words, hidden."""
    both = union_all(_endorsed(), _well_rated(reader, is_own)).subquery()
    grouped = (
        select(
            both.c.product_id,
            func.max(both.c.since).label("since"),
            func.max(both.c.stars).label("stars"),
            func.max(both.c.endorsed).label("endorsed"),
        )
        .group_by(both.c.product_id)
        .subquery()
    )
    statement = (
        select(
            grouped.c.product_id,
            grouped.c.since,
            grouped.c.stars,
            grouped.c.endorsed,
            StoreItem.pinned_at,
            func.coalesce(StoreItem.words, "").label("words"),
            func.coalesce(StoreItem.hidden, False).label("hidden"),
            Product.merchant_id,
        )
        .join(Product, Product.id == grouped.c.product_id)
        .outerjoin(StoreItem, and_(StoreItem.product_id == grouped.c.product_id, StoreItem.user_id == OWNER))
    )
    if not is_own:
        statement = statement.where(or_(StoreItem.hidden.is_(None), StoreItem.hidden.is_(False)))
    return visible_products(statement, reader).subquery()


def _endorsed() -> Rows:
    return select(
        Endorsement.product_id,
        Endorsement.created_at.label("since"),
        literal(0).label("stars"),
        literal(1).label("endorsed"),
    ).where(Endorsement.user_id == OWNER, Endorsement.ended_at.is_(None))


def _well_rated(reader: Viewer, is_own: bool) -> Rows:
    """Her latest rating of each product, if it is good, not of a refunded purchase, and its post may be seen."""
    newer = aliased(Rating)
    statement = select(
        Rating.product_id,
        Rating.created_at.label("since"),
        Rating.stars.label("stars"),
        literal(0).label("endorsed"),
    ).where(
        Rating.user_id == OWNER,
        Rating.stars >= WELL_RATED,
        Rating.is_refunded.is_(False),
        ~exists().where(newer.user_id == OWNER, newer.product_id == Rating.product_id, newer.id > Rating.id),
    )
    if is_own:
        return statement
    return visible_posts(statement.join(Post, Post.id == Rating.post_id), reader).where(
        Post.state == "visible"
    )
