"""Spans of time that statistics count by: days or months of somebody's zone, each with its instants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import CTE, Integer, column, values

from core.db import UtcDateTime

PERIODS = {"30": 30, "90": 90, "365": 365}


@dataclass(frozen=True, slots=True)
class Span:
    """From `begin_at` until before `end_at`. `day` is its first one."""

    day: date
    begin_at: datetime
    end_at: datetime


def spans_of(period: str, zone_name: str, now: datetime) -> list[Span]:
    """The days of the last 30 or 90, or the months of the last twelve, up to the one that `now` is in, oldest first."""
    zone = ZoneInfo(zone_name if zone_name in available_timezones() else "UTC")
    today = now.astimezone(zone).date()
    if period == "365":
        months = [_month_before(today.replace(day=1), back) for back in range(11, -2, -1)]
        return [_span(first, then, zone) for first, then in pairwise(months)]
    days = PERIODS.get(period, PERIODS["30"])
    firsts = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [_span(first, first + timedelta(days=1), zone) for first in firsts]


def _month_before(first: date, back: int) -> date:
    month = first.year * 12 + first.month - 1 - back
    return date(month // 12, month % 12 + 1, 1)


def _span(first: date, then: date, zone: ZoneInfo) -> Span:
    begin, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) for day in (first, then)
    )
    return Span(first, begin, end)


def as_table(spans: Sequence[Span]) -> CTE:
    """The spans as a table of a statement (number, begin_at, end_at), to be joined with what happened in them: each is
    then looked up in an index of instants, and a day is a day of the zone on every database."""
    rows: list[tuple[Any, ...]] = [(number, one.begin_at, one.end_at) for number, one in enumerate(spans)]
    return (
        values(
            column("number", Integer),
            column("begin_at", UtcDateTime),
            column("end_at", UtcDateTime),
            name="span_rows",
        )
        .data(rows)
        .cte("spans")
    )
