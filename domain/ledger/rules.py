"""The pure rules of the ledger: what a posting is, and what is wrong with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# The smallest withdrawal, in minor units.
LEAST_PAYOUT_CENTS = 1_000
WITHOUT_MINOR_UNITS = frozenset({"JPY"})


@dataclass(frozen=True, slots=True)
class Line:
    """`account` is (kind, holder_id). Credit is positive: what the site owes or has earned."""

    account: tuple[str, int]
    cents: int
    order_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One balanced entry to be written. (kind, reference) names it for ever."""

    kind: str
    reference: str
    currency: str
    lines: Sequence[Line]
    order_id: int | None = None
    memo: str = ""


def problem_with(posting: Posting) -> str | None:
    """Why the ledger would not take a posting, in words for programmers; None when it would."""
    if len(posting.lines) < 2:
        return "an entry takes two lines or more"
    if any(line.cents == 0 for line in posting.lines):
        return "a line of zero says nothing"
    if sum(line.cents for line in posting.lines) != 0:
        return "the lines of an entry add up to zero"
    return None


def amount_in_words(cents: int, currency: str) -> str:
    """An amount inside a message: "10.00 CNY"."""
    digits = 0 if currency in WITHOUT_MINOR_UNITS else 2
    return f"{Decimal(cents).scaleb(-digits):.{digits}f} {currency}"
