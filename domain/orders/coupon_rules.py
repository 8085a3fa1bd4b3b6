"""The arithmetic of coupons, pure: which lines one counts for, what it takes from each, why it cannot be used.

The pipeline of a price: gross -> angel price -> the merchant's coupon -> the site's coupon -> shipping. Each coupon
looks at what the lines cost just before it, and leaves at least one minor unit of each to be paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.i18n import N_
from core.money import share, split
from domain.orders.rules import LinePrice

MERCHANT, SITE = "merchant", "site"
MAX_PERCENT_BPS = 9_000
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a coupon takes off, and from what. `merchant_id` is None for the site's."""

    merchant_id: int | None
    kind: str
    amount_cents: int
    rate_bps: int
    most_cents: int | None
    from_cents: int
    product_id: int | None
    category_id: int | None
    stacks_with_angel_price: bool

    @property
    def payer(self) -> str:
        return SITE if self.merchant_id is None else MERCHANT


@dataclass(frozen=True, slots=True)
class Priced:
    """A line as a coupon sees it."""

    merchant_id: int
    product_id: int
    category_id: int
    price: LinePrice
    has_angel_price: bool


def counts_for(terms: Terms, line: Priced) -> bool:
    return (
        terms.merchant_id in (None, line.merchant_id)
        and terms.product_id in (None, line.product_id)
        and terms.category_id in (None, line.category_id)
        and (terms.stacks_with_angel_price or not line.has_angel_price)
    )


def base_of(terms: Terms, lines: Sequence[Priced]) -> int:
    """What the lines that it counts for cost together."""
    return sum(line.price.net_cents for line in lines if counts_for(terms, line))


def missing(terms: Terms, lines: Sequence[Priced]) -> int | None:
    """How much more would have to be bought for it to count; 0 when it counts, None when nothing here is what it is
    for."""
    if not any(counts_for(terms, line) for line in lines):
        return None
    return max(terms.from_cents - base_of(terms, lines), 0)


def taken_off(terms: Terms, lines: Sequence[Priced]) -> list[int]:
    """What it takes off each line: together its amount, or its share of the lines it counts for, by largest remainder.
    All zero when the lines do not come to its threshold."""
    if missing(terms, lines) != 0:
        return [0] * len(lines)
    base = base_of(terms, lines)
    wanted = terms.amount_cents or share(base, terms.rate_bps)
    if terms.most_cents is not None:
        wanted = min(wanted, terms.most_cents)
    # One minor unit of each stays: an order of nothing could be neither paid nor given back.
    able = [max(line.price.net_cents - 1, 0) if counts_for(terms, line) else 0 for line in lines]
    return split(min(wanted, sum(able)), able) if sum(able) else [0] * len(lines)


def applied(terms: Terms, lines: Sequence[Priced]) -> list[Priced]:
    """The lines after the coupon."""
    off = taken_off(terms, lines)
    return [
        replace(line, price=line.price.with_coupon(terms.payer, cents))
        for line, cents in zip(lines, off, strict=True)
    ]


def subsidy_left(site_coupon_cents: int, *, net_cents: int, left_cents: int) -> int:
    """What the site still pays for a line of which `left_cents` of `net_cents` have not gone back. Computed from what
    is left, so that no sequence of refunds drifts."""
    return site_coupon_cents * left_cents // net_cents if net_cents else 0


@dataclass(frozen=True, slots=True)
class Availability:
    """What decides whether a person can have a coupon now. `holds`: she has one that is not used."""

    starts_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    total_limit: int | None
    granted_count: int
    per_person: int
    granted_to_her: int
    holds: bool
    for_new_members: bool
    is_new_member: bool


def problem(facts: Availability, at: datetime) -> str:
    """Why she cannot use it: an N_ text, empty when she can. One that she holds needs no other to be left."""
    if at < facts.starts_at:
        return N_("This coupon cannot be used yet.")
    if at >= facts.ends_at:
        return N_("This coupon has expired.")
    if facts.for_new_members and not facts.is_new_member:
        return N_("This coupon is for a first order.")
    if facts.holds:
        return ""
    if facts.granted_to_her >= facts.per_person:
        return N_("You have used this coupon already.")
    if facts.closed_at is not None:
        return N_("This coupon is not given out any more.")
    if facts.total_limit is not None and facts.granted_count >= facts.total_limit:
        return N_("All of these coupons have been given out.")
    return ""
