"""What buyers say of a shop by spans of time: stars, and how soon their questions were answered."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.db import session
from core.periods import Span
from core.policy import require
from domain.catalog.models import Product
from domain.groups.models import Question
from domain.merchants.policy import can_see_desk
from domain.people.viewer import Viewer
from domain.says.models import Rating

SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answering:
    """Questions of a span, and how many of them the shop answered within a day."""

    asked: int
    soon: int


def stars_since(viewer: Viewer, merchant_id: int, since: datetime) -> list[int]:
    """How many gave one star, two, ... five: one query."""
    require(can_see_desk(viewer, merchant_id))
    rows = session.execute(
        select(Rating.stars, func.count())
        .join(Product, Product.id == Rating.product_id)
        .where(Product.merchant_id == merchant_id, Rating.created_at >= since)
        .group_by(Rating.stars)
    )
    found = {row[0]: int(row[1]) for row in rows}
    return [found.get(stars, 0) for stars in range(1, 6)]


def answering_by(viewer: Viewer, merchant_id: int, spans: Sequence[Span]) -> list[Answering]:
    """For each span: one query."""
    require(can_see_desk(viewer, merchant_id))
    rows = session.execute(
        select(Question.created_at, Question.merchant_answered_at)
        .join(Product, Product.id == Question.product_id)
        .where(
            Product.merchant_id == merchant_id,
            Question.state == "visible",
            Question.created_at >= spans[0].begin_at,
        )
    )
    ends = [span.end_at for span in spans]
    asked, soon = [0] * len(spans), [0] * len(spans)
    for row in rows:
        number = bisect_right(ends, row.created_at)
        if number < len(spans):
            asked[number] += 1
            soon[number] += bool(
                row.merchant_answered_at and row.merchant_answered_at <= row.created_at + SOON
            )
    return [Answering(*one) for one in zip(asked, soon, strict=True)]
