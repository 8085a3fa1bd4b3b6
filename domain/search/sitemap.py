"""What crawlers are led to: the newest of what every stranger may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from core.db import session
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups.models import Question
from domain.people.models import User
from domain.people.policy import visible_people
from domain.people.viewer import Viewer
from domain.stores.models import StoreItem

PORTION = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """A page that may be found: what its address is made of, and when it came to be."""

    kind: str
    id: int
    product_id: int
    handle: str
    at: datetime


def products(viewer: Viewer, most: int) -> Iterator[Place]:
    statement = visible_products(select(Product.id, Product.created_at), viewer).where(
        Product.state == "on_sale"
    )
    for row in _newest(statement, Product.id, most):
        yield Place("product", row.id, row.id, "", row.created_at)


def questions(viewer: Viewer, most: int) -> Iterator[Place]:
    statement = visible_products(
        select(Question.id, Question.product_id, Question.created_at)
        .join(Product, Product.id == Question.product_id)
        .where(Question.state == "visible"),
        viewer,
    )
    for row in _newest(statement, Question.id, most):
        yield Place("question", row.id, row.product_id, "", row.created_at)


def stores(viewer: Viewer, most: int) -> Iterator[Place]:
    """Of members who endorse something: an empty store is nothing to find."""
    hidden = exists().where(
        StoreItem.user_id == Endorsement.user_id,
        StoreItem.product_id == Endorsement.product_id,
        StoreItem.hidden.is_(True),
    )
    endorsed = visible_products(
        select(Endorsement.user_id)
        .join(Product, Product.id == Endorsement.product_id)
        .where(Endorsement.user_id == User.id, Endorsement.ended_at.is_(None), ~hidden)
        .correlate(User),
        viewer,
    )
    statement = visible_people(select(User.id, User.handle, User.created_at), viewer).where(endorsed.exists())
    for row in _newest(statement, User.id, most):
        yield Place("store", row.id, 0, row.handle, row.created_at)


def _newest(statement: Select[*tuple[Any, ...]], key: ColumnElement[int] | Any, most: int) -> Iterator[Any]:
    """By key, a portion at a time."""
    before: int | None = None
    while most > 0:
        part = statement if before is None else statement.where(key < before)
        rows = session.execute(part.order_by(key.desc()).limit(min(PORTION, most))).all()
        yield from rows
        if len(rows) < PORTION:
            return
        most -= len(rows)
        before = rows[-1].id
