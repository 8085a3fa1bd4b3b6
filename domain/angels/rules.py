"""The arithmetic of word of mouth: how long a touch lives, whose touch counts, what an angel earns.

Source: rules.md 6.1 and 6.2. Nothing here knows a database or a request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.money import share, split

PRODUCT_TOUCH = timedelta(days=7)
STORE_TOUCH = timedelta(hours=24)
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


def life_of_touch(product_id: int | None) -> timedelta:
    return STORE_TOUCH if product_id is None else PRODUCT_TOUCH


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


def commission_of(base_cents: int, rate_bps: int, cap_cents: int | None = None) -> int:
    """The rate of the base, rounded down, and no more than the cap where there is one."""
    cents = share(base_cents, rate_bps)
    return cents if cap_cents is None else min(cents, cap_cents)


def caps_of_lines(amounts: Sequence[int], line_cap: int | None, order_cap: int | None) -> list[int | None]:
    """What each line of an order may pay at most, given what each would (0: it credits nobody). What the order may pay
    is shared out by what they would, by largest remainder, so that the parts add up to it. None: no cap."""
    if line_cap is None and order_cap is None:
        return [None] * len(amounts)
    within = [cents if line_cap is None else min(cents, line_cap) for cents in amounts]
    if order_cap is not None and sum(within) > order_cap:
        return [cap if cents else None for cap, cents in zip(split(order_cap, within), amounts, strict=True)]
    if line_cap is None:
        # All fit, and what a refund leaves fits too.
        return [None] * len(amounts)
    return [line_cap if cents else None for cents in amounts]


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
