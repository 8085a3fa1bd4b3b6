"""Pure rules of the catalogue: what may be offered, which commission rates are allowed, which rate reaches whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

MIN_RATE_BPS = 500
MAX_RATE_BPS = 4_000
# How long a lower rate leaves those alone who endorsed the product at the higher one.
NOTICE = timedelta(days=7)

MAX_PICTURES = 9
MAX_VARIANTS = 30
MAX_STOCK = 1_000_000
# So few pieces of a variant are worth a look.
LOW_STOCK = 5
MAX_PRICE_CENTS = 10**9
MAX_TITLE_CHARS = 120
MAX_DESCRIPTION_CHARS = 10_000
MAX_CATEGORY_CHARS = 40
MAX_VARIANT_CHARS = 60
MAX_ALT_CHARS = 200

STATES = ("draft", "on_sale", "withdrawn")
ANGEL_PRICE_TIMES = ("always", "second", "never")


@dataclass(frozen=True, slots=True)
class Rate:
    """One setting of a product's rate in basis points, as in `RateVersion`."""

    bps: int
    set_at: datetime
    reaches_angels_at: datetime


def is_allowed_rate(bps: int) -> bool:
    """0 is "not for promotion"."""
    return bps == 0 or MIN_RATE_BPS <= bps <= MAX_RATE_BPS


def is_lower_cap(old_cents: int | None, new_cents: int | None) -> bool:
    """Whether a limit of commissions takes something away; None is no limit."""
    return new_cents is not None and (old_cents is None or new_cents < old_cents)


def capped(cents: int, *caps: int | None) -> int:
    """At most each of these; None is no limit."""
    return min([cents, *(cap for cap in caps if cap is not None)])


def reaches_angels_at(old_bps: int, new_bps: int, set_at: datetime, notice: timedelta = NOTICE) -> datetime:
    """When a new rate begins for those who are angels already: a cut after the notice, a rise at once."""
    return set_at + notice if new_bps < old_bps else set_at


def rate_for(versions: Sequence[Rate], *, angel_since: datetime | None, at: datetime) -> int:
    """The rate at `at` for an angel since `angel_since` (None: for whoever begins now). Versions oldest first.

    A rate that was posted while she was an angel stays hers until its successor reaches her, so she gets the
    highest of those and the posted one. That also covers a cut that is followed by a small rise within its notice.
    """
    known = [version for version in versions if version.set_at <= at]
    if not known:
        return 0
    due = [known[-1].bps]
    if angel_since is not None:
        due += [
            before.bps
            for before, after in pairwise(known)
            if angel_since < after.set_at and at < after.reaches_angels_at
        ]
    return max(due)


def reaches_her_at(versions: Sequence[Rate], *, angel_since: datetime, at: datetime) -> datetime:
    """When the rate that is posted at `at` will be that of an angel since `angel_since`: the day on which the last
    higher one that she still has ends, or when it was set."""
    known = [version for version in versions if version.set_at <= at]
    ends = [
        after.reaches_angels_at
        for before, after in pairwise(known)
        if angel_since < after.set_at and at < after.reaches_angels_at and before.bps > known[-1].bps
    ]
    return max(ends, default=known[-1].set_at)
