"""The arithmetic of word of mouth: how long a touch lives, whose touch counts, what an angel earns.

Source: rules.md 6.1 and 6.2. Nothing here knows a database or a request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.money import share, split
from domain.catalog.rules import capped

SAME_TOUCH = timedelta(minutes=10)
# Whoever slips a link in between the choice and the payment has brought nobody.
LAST_MINUTE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class TouchFacts:
    """A touch as the choice sees it; `product_id` is None for a visit to a store."""

    id: int
    angel_id: int
    product_id: int | None
    rate_bps: int
    at: datetime
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Windows:
    """For how long a visit counts: the site's own choice, 30 days at most."""

    product_days: int = 7
    store_hours: int = 24

    def life_of_touch(self, product_id: int | None) -> timedelta:
        return timedelta(hours=self.store_hours) if product_id is None else timedelta(days=self.product_days)


def winning_touch(
    touches: Iterable[TouchFacts], product_id: int, angels: set[int], *, at: datetime
) -> TouchFacts | None:
    """Of the living touches by one of the product's `angels`: the last one of the product, else the last one of a
    store. A bare link of the last half hour before checkout (`at`) does not take another angel's place."""
    mine = [touch for touch in touches if touch.angel_id in angels]
    of_product = [touch for touch in mine if touch.product_id == product_id]
    of_stores = [touch for touch in mine if touch.product_id is None]
    winner: TouchFacts | None = None
    for touch in sorted(of_product or of_stores, key=lambda touch: (touch.at, touch.id)):
        slips_in = touch.is_bare and at - touch.at < LAST_MINUTE
        if winner is None or touch.angel_id == winner.angel_id or not slips_in:
            winner = touch
    return winner


def earned(base_cents: int, rate_bps: int, cap_cents: int | None) -> int:
    """The rate of what is paid, rounded down, and never above the line's frozen limit (None: it has none)."""
    return capped(share(base_cents, rate_bps), cap_cents)


def caps_of_lines(
    promised_cents: Sequence[int], line_cap_cents: int | None, order_cap_cents: int | None
) -> list[int | None]:
    """The limit of each line of an order, of what each would earn without any. Where the order's limit cuts, the lines
    share it by what they would earn."""
    each = [capped(cents, line_cap_cents) for cents in promised_cents]
    if order_cap_cents is None or sum(each) <= order_cap_cents:
        return [line_cap_cents] * len(each)
    return list(split(order_cap_cents, each))


def is_real_visit(*, destination: str, purpose: str, agent: str) -> bool:
    """A person opening a page: not an image, a frame, a prefetch or a known robot. Old browsers send no
    `Sec-Fetch-Dest`, so its absence is no reason to refuse."""
    if destination and destination != "document":
        return False
    if purpose:
        return False
    lowered = agent.lower()
    return not any(word in lowered for word in ROBOTS)


ROBOTS = (
    "bot",
    "spider",
    "crawl",
    "slurp",
    "preview",
    "facebookexternalhit",
    "curl/",
    "wget/",
    "python-requests",
    "headlesschrome-prerender",
)
