"""What merchants asked to have folded: what one shop asked, what waits for moderators, and the numbers of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.db import session
from core.i18n import N_
from core.paging import Page, page_of
from core.policy import Decision, no
from domain.catalog.models import Product
from domain.groups.actions.fold_requests import KINDS
from domain.groups.models import FoldRequest
from domain.merchants.models import Merchant
from domain.merchants.policy import SUPPORTING, can_support
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

LISTED = 20


@dataclass(frozen=True, slots=True)
class FoldCard:
    """`words` are what is folded: empty once their author has deleted them."""

    id: int
    kind: str
    target_id: int
    product_id: int
    title: str
    shop: str
    author: PersonCard
    words: str
    reason: str
    state: str
    asked_at: datetime
    until_at: datetime
    decided_at: datetime | None


def fold_requests_of(viewer: Viewer, *, before: int | None = None) -> Page[FoldCard]:
    """What the viewer's shops asked, the newest first: four queries at most."""
    statement = _cards().where(
        FoldRequest.merchant_id.in_(viewer.shops_as(SUPPORTING)), not_blocked(viewer, FoldRequest.author_id)
    )
    if before is not None:
        statement = statement.where(FoldRequest.id < before)
    rows = session.execute(statement.order_by(FoldRequest.id.desc()).limit(LISTED + 1)).all()
    return page_of(_made(rows), LISTED, lambda card: card.id)


def open_fold_requests(viewer: Viewer) -> list[FoldCard]:
    """What waits for a moderator, what opens first first, but for her own words and her own shop's requests. Four
    queries at most."""
    if not viewer.is_moderator:
        return []
    statement = _cards().where(
        FoldRequest.state == "open",
        FoldRequest.author_id != viewer.id,
        FoldRequest.merchant_id.not_in(viewer.merchant_ids),
    )
    return _made(
        session.execute(statement.order_by(FoldRequest.until_at, FoldRequest.id).limit(LISTED)).all()
    )


def may_ask_to_fold(viewer: Viewer, product_id: int | None) -> Decision:
    """Whether she speaks for the shop in whose group it is."""
    product = session.get(Product, product_id) if product_id else None
    return can_support(viewer, product.merchant_id) if product else no(N_("That is in no group."))


@dataclass(frozen=True, slots=True)
class FoldNumbers:
    asked: int
    confirmed: int
    refused: int
    lapsed: int


def fold_numbers(since: datetime) -> FoldNumbers:
    """For the public log: how many were asked since then, and what became of them."""
    rows = session.execute(
        select(FoldRequest.state, func.count())
        .where(FoldRequest.asked_at > since)
        .group_by(FoldRequest.state)
    )
    found = Counter({row[0]: int(row[1]) for row in rows})
    return FoldNumbers(found.total(), found["confirmed"], found["refused"], found["lapsed"])


def _cards() -> Any:
    return (
        select(FoldRequest, Product.title, Merchant.name, User.handle, User.display_name, User.avatar_key)
        .join(Product, Product.id == FoldRequest.product_id)
        .join(Merchant, Merchant.id == FoldRequest.merchant_id)
        .join(User, User.id == FoldRequest.author_id)
    )


def _made(rows: Any) -> list[FoldCard]:
    words = _words_of([row.FoldRequest for row in rows])
    return [
        FoldCard(
            id=row.FoldRequest.id,
            kind=row.FoldRequest.target_type,
            target_id=row.FoldRequest.target_id,
            product_id=row.FoldRequest.product_id,
            title=row.title,
            shop=row.name,
            author=PersonCard(row.FoldRequest.author_id, row.handle, row.display_name, row.avatar_key),
            words=words.get((row.FoldRequest.target_type, row.FoldRequest.target_id), ""),
            reason=row.FoldRequest.reason,
            state=row.FoldRequest.state,
            asked_at=row.FoldRequest.asked_at,
            until_at=row.FoldRequest.until_at,
            decided_at=row.FoldRequest.decided_at,
        )
        for row in rows
    ]


def _words_of(requests: list[FoldRequest]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for kind, table in KINDS.items():
        ids = [one.target_id for one in requests if one.target_type == kind]
        if ids:
            rows = session.execute(
                select(table.id, table.body).where(table.id.in_(ids), table.state != "deleted")
            )
            found |= {(kind, row.id): row.body for row in rows}
    return found
