"""Kinds of problems, how one batch is told from another, and the clock's figures. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from core.tokens import fold

KINDS = ("broken", "wrong", "spoiled", "defective", "missing", "other")
BODY_MAX = 2_000
BATCH_MAX = 40
PICTURES_MAX = 6
# Who says nothing for so long after an answer has been helped.
SOLVED_AFTER = timedelta(days=14)
# Figures of fewer answers than this would be chance.
MEASURED_FROM = 3
MEASURED_FOR = timedelta(days=90)
ALERT_FROM = 3
ALERT_WITHIN = timedelta(days=7)


class Stage(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SOLVED = "solved"
    REOPENED = "reopened"


# The merchant's word is awaited.
WAITING = (Stage.OPEN, Stage.REOPENED)


def ship_week(at: datetime | None) -> str:
    """Like 2026-W47; empty for what has not been sent."""
    if at is None:
        return ""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"


def batch_key(batch: str, week: str) -> str:
    """What is the same for two packages of one batch, however somebody wrote it; of a package on which nothing was
    found, the week in which it was sent. Empty when neither is known."""
    written = "".join(one for one in fold(batch) if one.isalnum())
    return f"batch:{written}"[:48] if written else f"week:{week}" if week else ""


def median_hours(waits: Sequence[timedelta]) -> int | None:
    """In whole hours, rounded up so that nobody looks quicker than she is. None: too few to say."""
    if len(waits) < MEASURED_FROM:
        return None
    minutes = round(median(wait.total_seconds() for wait in waits) / 60)
    return max(1, -(-minutes // 60))
