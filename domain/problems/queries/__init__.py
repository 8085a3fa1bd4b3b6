"""What a viewer may read of the problem desk, always in a fixed number of queries."""

from domain.problems.queries.clock import ResponseClock, bars_and_clock_of, clock_of
from domain.problems.queries.desk import (
    AlertView,
    Desk,
    KeptPicture,
    OwnOrder,
    ProblemCard,
    ProblemView,
    WordView,
    alerts_of,
    desk_of,
    kept_picture_key,
    kept_pictures,
    picture_key,
    problem_of,
    problems_of,
)
from domain.problems.queries.waiting import WaitingProblem, waiting, waiting_count

__all__ = [
    "AlertView",
    "Desk",
    "KeptPicture",
    "OwnOrder",
    "ProblemCard",
    "ProblemView",
    "ResponseClock",
    "WaitingProblem",
    "WordView",
    "alerts_of",
    "bars_and_clock_of",
    "clock_of",
    "desk_of",
    "kept_picture_key",
    "kept_pictures",
    "picture_key",
    "problem_of",
    "problems_of",
    "waiting",
    "waiting_count",
]
