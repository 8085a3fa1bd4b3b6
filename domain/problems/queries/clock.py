"""The desk's public figures: what is open, what is solved, how long the first answer takes. Facts for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from core import clock
from core.db import BigId, UtcDateTime
from core.together import Together
from domain.problems.models import Problem, ProblemDesk
from domain.problems.rules import MEASURED_FOR, median_hours
from domain.says.queries import RatingBars
from domain.says.queries.reviews import bars_in, rated

# The latest; the median of so many does not change by more.
MEASURED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class ResponseClock:
    """`hours`: the median from a problem to the merchant's first answer, over 90 days; None for too few to say."""

    open_count: int
    solved_count: int
    hours: int | None


def clock_of(product_id: int) -> ResponseClock:
    """One query; for a page on which the viewer sees the product already."""
    return _clock_in(_clock().ask(_values(product_id))["clock"])


def bars_and_clock_of(product_id: int) -> tuple[RatingBars, ResponseClock]:
    """How a product was rated, and its desk's figures, for the product's own page: one query."""
    found = _bars_and_clock().ask(_values(product_id))
    return bars_in(found["bars"]), _clock_in(found["clock"])


@cache
def _clock() -> Together:
    return Together({"clock": _measured()})


@cache
def _bars_and_clock() -> Together:
    return Together({"bars": rated(_PRODUCT), "clock": _measured()})


_PRODUCT: ColumnElement[int] = bindparam("product", type_=BigId)


def _measured() -> Select[*tuple[Any, ...]]:
    latest = (
        select(Problem.product_id, Problem.created_at, Problem.first_answered_at)
        .where(
            Problem.product_id == _PRODUCT,
            Problem.state == "visible",
            Problem.created_at > bindparam("since", type_=UtcDateTime),
            Problem.first_answered_at.is_not(None),
        )
        .order_by(Problem.created_at.desc())
        .limit(MEASURED_AT_MOST)
        .subquery()
    )
    return (
        select(
            ProblemDesk.open_count,
            ProblemDesk.solved_count,
            latest.c.created_at,
            latest.c.first_answered_at,
        )
        .outerjoin(latest, latest.c.product_id == ProblemDesk.product_id)
        .where(ProblemDesk.product_id == _PRODUCT)
    )


def _values(product_id: int) -> dict[str, Any]:
    return {"product": product_id, "since": clock.now() - MEASURED_FOR}


def _clock_in(rows: Sequence[Any]) -> ResponseClock:
    if not rows:
        return ResponseClock(0, 0, None)
    waits = [row.first_answered_at - row.created_at for row in rows if row.first_answered_at is not None]
    return ResponseClock(rows[0].open_count, rows[0].solved_count, median_hours(waits))
