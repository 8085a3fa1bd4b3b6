"""Arithmetic of money in integer minor units. No floats, no rounding but the two rules below."""

from collections.abc import Sequence


def share(base_cents: int, rate_bps: int) -> int:
    """The part of `base_cents` at `rate_bps` (1/10,000), rounded down: nobody pays more than promised."""
    return base_cents * rate_bps // 10_000


def split(total_cents: int, weights: Sequence[int]) -> list[int]:
    """`total_cents` in parts proportional to `weights` by largest remainder; ties go to the earlier part.

    The parts add up to the total exactly. Weights are not negative; when all are zero the first part takes all.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return [total_cents, *[0] * (len(weights) - 1)]
    parts = [total_cents * weight // whole for weight in weights]
    remainders = [total_cents * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in by_remainder[: total_cents - sum(parts)]:
        parts[i] += 1
    return parts
