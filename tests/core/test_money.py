"""Shares and splits are exact."""

from hypothesis import given, strategies as st

from core.money import share, split

AMOUNTS = st.integers(0, 10**9)


@given(AMOUNTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_the_parts_add_up_to_the_whole(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)


@given(AMOUNTS, st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_no_part_is_further_than_a_cent_from_its_exact_share(total, weights):
    whole = sum(weights)
    for part, weight in zip(split(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


def test_ties_go_to_the_earlier_part():
    assert split(100, [1, 1, 1]) == [34, 33, 33]


@given(AMOUNTS, st.integers(500, 4000))
def test_a_share_is_never_more_than_promised(base, bps):
    assert share(base, bps) * 10_000 <= base * bps < (share(base, bps) + 1) * 10_000
