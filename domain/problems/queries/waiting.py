"""What waits for the merchant's word at the desks of her products."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from core.db import session
from core.paging import Page, page_of
from domain.catalog.models import Product
from domain.merchants.policy import SUPPORTING
from domain.people.viewer import Viewer
from domain.problems.models import Problem
from domain.problems.rules import WAITING

COUNTED_TO = 100
SHOWN = 30


@dataclass(frozen=True, slots=True)
class WaitingProblem:
    id: int
    product_id: int
    title: str
    picture_key: str | None
    kind: str
    stage: str
    body: str
    created_at: datetime


def waiting_count(viewer: Viewer) -> int:
    """How many problems wait for the viewer's shops, counted to 100."""
    waiting = select(Problem.id).join(Product, Product.id == Problem.product_id).where(*_waits_for(viewer))
    return session.scalar(select(func.count()).select_from(waiting.limit(COUNTED_TO).subquery())) or 0


def waiting(viewer: Viewer, *, after: int | None = None) -> Page[WaitingProblem]:
    """Those problems, the one that waits longest first: one query."""
    statement = (
        select(
            Problem.id,
            Problem.product_id,
            Product.title,
            Product.picture_key,
            Problem.kind,
            Problem.stage,
            Problem.body,
            Problem.created_at,
        )
        .join(Product, Product.id == Problem.product_id)
        .where(*_waits_for(viewer))
    )
    if after is not None:
        statement = statement.where(Problem.id > after)
    rows = session.execute(statement.order_by(Problem.id).limit(SHOWN + 1)).all()
    page = page_of(rows, SHOWN, lambda row: int(row.id))
    return Page([WaitingProblem(*row) for row in page.items], page.next_cursor)


def _waits_for(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return (
        Product.merchant_id.in_(sorted(viewer.shops_as(SUPPORTING))),
        Problem.state == "visible",
        Problem.stage.in_(WAITING),
    )
