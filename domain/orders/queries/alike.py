"""People who bought the same things, for friends to be found by: only between two who have both said that they want
this. Neither learns which things; the number is told in steps, so that one more purchase of one's own tells nothing."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlalchemy.orm import aliased

from core.db import session
from core.paging import SIZE
from domain.orders.models import Purchase
from domain.people.models import User
from domain.people.policy import suggestible_people
from domain.people.queries import Person
from domain.people.viewer import Viewer

STEPS = (50, 20, 10, 5, 3)
# So far the walk goes, however many have bought: from the newest purchases to so many buyers of each product.
OWN_PURCHASES = 30
BUYERS_OF_EACH = 300
LOOKED_AT = 200


def alike_buyers(viewer: Viewer, *, size: int = SIZE) -> list[Person]:
    """People who may be suggested to the viewer and bought at least three of the same things, those with the most
    first. Two queries; for who has not said that she wants this one, and nobody."""
    newest = (
        select(Purchase.product_id)
        .where(Purchase.user_id == viewer.id, Purchase.times > 0, _wants_this(viewer))
        .order_by(Purchase.last_at.desc(), Purchase.product_id)
        .limit(OWN_PURCHASES)
    )
    product_ids = session.scalars(newest).all()
    if len(product_ids) < STEPS[-1]:
        return []
    met = union_all(*(_buyers_of(product_id) for product_id in product_ids)).subquery()
    near = (
        select(met.c.user_id, func.count().label("count"))
        .group_by(met.c.user_id)
        .having(func.count() >= STEPS[-1])
        .order_by(func.count().desc(), met.c.user_id)
        .limit(LOOKED_AT)
        .subquery()
    )
    statement = (
        select(User.id, User.handle, User.display_name, User.avatar_key)
        .join(near, near.c.user_id == User.id)
        .where(*_WANTS_THIS)
        .order_by(near.c.count.desc(), User.id)
        .limit(size)
    )
    return [Person(*row) for row in session.execute(suggestible_people(statement, viewer))]


def _buyers_of(product_id: int) -> Select[tuple[int]]:
    some = (
        select(Purchase.user_id)
        .where(Purchase.product_id == product_id, Purchase.times > 0)
        .order_by(Purchase.user_id.desc())
        .limit(BUYERS_OF_EACH)
        .subquery()
    )
    return select(some.c.user_id)


def shared_purchases(viewer: Viewer, user_ids: Collection[int]) -> dict[int, int]:
    """Person -> of how many things at least both have bought some: 3, 5, 10, 20 or 50. People with fewer, and those
    who have not both said that they want this, are left out. One query."""
    others = set(user_ids) - {viewer.id}
    if not others or not viewer.is_signed_in:
        return {}
    mine = (
        select(Purchase.product_id).where(Purchase.user_id == viewer.id, Purchase.times > 0).scalar_subquery()
    )
    rows = session.execute(
        select(Purchase.user_id, func.count())
        .join(User, User.id == Purchase.user_id)
        .where(Purchase.user_id.in_(others), Purchase.product_id.in_(mine), Purchase.times > 0)
        .where(*_WANTS_THIS, _wants_this(viewer))
        .group_by(Purchase.user_id)
        .having(func.count() >= STEPS[-1])
    )
    return {user_id: next(step for step in STEPS if count >= step) for user_id, count in rows}


# Who lets nobody learn anything of her purchases is taken at her word, whatever else she chose before.
_WANTS_THIS = (
    User.suggests_by_purchases.is_(True),
    User.purchases_shown != "hidden",
    User.closed_at.is_(None),
)


def _wants_this(viewer: Viewer) -> ColumnElement[bool]:
    me = aliased(User)
    return exists().where(
        me.id == viewer.id, me.suggests_by_purchases.is_(True), me.purchases_shown != "hidden"
    )
