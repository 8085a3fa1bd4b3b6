"""The desk's public figures: what is open, what is solved, how long the first answer takes. Facts for everybody."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from core import clock
from core.db import session
from domain.problems.models import Problem, ProblemDesk
from domain.problems.rules import MEASURED_FOR, median_hours

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
    answered = and_(
        Problem.product_id == ProblemDesk.product_id,
        Problem.state == "visible",
        Problem.created_at > clock.now() - MEASURED_FOR,
        Problem.first_answered_at.is_not(None),
    )
    rows = session.execute(
        select(
            ProblemDesk.open_count, ProblemDesk.solved_count, Problem.created_at, Problem.first_answered_at
        )
        .outerjoin(Problem, answered)
        .where(ProblemDesk.product_id == product_id)
        .order_by(Problem.created_at.desc())
        .limit(MEASURED_AT_MOST)
    ).all()
    if not rows:
        return ResponseClock(0, 0, None)
    waits = [row.first_answered_at - row.created_at for row in rows if row.first_answered_at is not None]
    return ResponseClock(rows[0].open_count, rows[0].solved_count, median_hours(waits))
