"""The one clock. Everything that asks for the time asks here, so that a test or a rehearsal can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift: list[timedelta] = []


def now() -> datetime:
    """The current instant, aware, in UTC."""
    at = datetime.now(UTC)
    return at + _shift[-1] if _shift else at


def offset() -> timedelta:
    """How far the clock is set from the machine's."""
    return _shift[-1] if _shift else timedelta()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Runs the clock `by` ahead (or behind) for all threads of this process."""
    _shift.append((_shift[-1] if _shift else timedelta()) + by)
    try:
        yield
    finally:
        _shift.pop()
