"""A commission rate in money, as the merchant's forms show it."""

from collections.abc import Sequence

from core.money import share
from domain.catalog import rules

# A round price to show a rate by, when none has been typed yet.
EXAMPLE_CENTS = 10_000


def effects_of(
    rate_bps: int | None, prices: Sequence[int], caps: Sequence[int | None] = ()
) -> list[tuple[int, int]] | None:
    """What an angel earns of each price, within what the shop pays at most (`caps`); empty without a commission, None for a rate that is not possible."""
    if rate_bps is None or not rules.is_allowed_rate(rate_bps):
        return None
    if rate_bps == 0:
        return []
    return [(rules.capped(share(cents, rate_bps), *caps), cents) for cents in sorted(set(prices))]
