"""What a poll may be: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

OPTIONS_MIN, OPTIONS_MAX = 2, 6
OPTION_CHARS = 80
HOURS_MIN, HOURS_MAX = 1, 30 * 24
HOURS = 72


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A poll as it was typed. `hours` from now on it can be voted in."""

    options: Sequence[str]
    is_multiple: bool = False
    hours: int = HOURS


def poll_of(options: Sequence[str], is_multiple: bool, hours: int | None) -> NewPoll | None:
    """None when no option has a word: the post has no poll."""
    filled = [option for option in options if option.strip()]
    return NewPoll(filled, is_multiple, HOURS if hours is None else hours) if filled else None


def percent(votes: int, voters: int) -> int:
    """Of those who voted, to the nearest whole, half up."""
    return (200 * votes + voters) // (2 * voters) if voters else 0
