"""One's own posts that are not out yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.db import session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.people.models import User
from domain.people.viewer import Viewer
from domain.says import drafting
from domain.says.models import Draft


@dataclass(frozen=True, slots=True)
class DraftView:
    """`problem`: why it did not go out, as a source text with its values; empty otherwise."""

    id: int
    key: str
    version: int
    fields: Mapping[str, Sequence[str]]
    publish_at: datetime | None
    problem: str
    problem_values: Mapping[str, str]
    updated_at: datetime
    product: ProductCard | None = None
    picture_keys: tuple[str, ...] = field(default=())

    @property
    def body(self) -> str:
        return drafting.first(self.fields, "body")

    @property
    def audience(self) -> str:
        return drafting.first(self.fields, "audience") or "public"


def drafts(viewer: Viewer, before: int | None = None) -> Page[DraftView]:
    """The viewer's drafts, the newest first: two queries."""
    statement = select(Draft).where(Draft.owner_id == viewer.id)
    if before:
        statement = statement.where(Draft.id < before)
    found = session.scalars(statement.order_by(Draft.id.desc()).limit(SIZE + 1)).all()
    ids = {number for draft in found if (number := drafting.number(draft.fields, "product_id"))}
    products = product_cards(viewer, list(ids)) if ids else {}
    return page_of([_view(draft, products) for draft in found], SIZE, lambda one: one.id)


def draft(viewer: Viewer, draft_id: int) -> DraftView:
    """One of the viewer's own. Raises NotFound."""
    found = session.scalar(select(Draft).where(Draft.owner_id == viewer.id, Draft.id == draft_id))
    if found is None:
        raise NotFound
    return _view(found, {})


def version_at(viewer: Viewer, key: str) -> tuple[int, int] | None:
    """(id, version) of the draft that a page with this key has."""
    row = session.execute(
        select(Draft.id, Draft.version).where(Draft.owner_id == viewer.id, Draft.key == key)
    ).first()
    return (row.id, row.version) if row else None


def draft_count(viewer: Viewer) -> int:
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.owner_id == viewer.id)) or 0


def time_zone_of(viewer: Viewer) -> str:
    """The zone of the viewer's settings, empty when she has not chosen one."""
    return session.scalar(select(User.time_zone).where(User.id == viewer.id)) or ""


def _view(draft: Draft, products: Mapping[int, ProductCard]) -> DraftView:
    problem, values = _problem(draft.problem)
    return DraftView(
        id=draft.id,
        key=draft.key,
        version=draft.version,
        fields=draft.fields,
        publish_at=draft.publish_at,
        problem=problem,
        problem_values=values,
        updated_at=draft.updated_at,
        product=products.get(drafting.number(draft.fields, "product_id") or 0),
        picture_keys=tuple(drafting.tokens(draft.fields)),
    )


def _problem(stored: str) -> tuple[str, dict[str, Any]]:
    if not stored:
        return "", {}
    text, values = json.loads(stored)
    return text, values
