"""How far back the feed looks at once."""

import pytest

from domain.says import rules


def windows(follows: int, found: int, many: int, posts: int) -> list[int]:
    """What is looked into until all posts are, when each window holds `found`."""
    tried = [rules.first_window(follows) or posts]
    while tried[-1] < posts:
        tried.append(rules.wider(tried[-1], found, many))
    return tried


def test_whoever_follows_few_has_them_asked_at_once():
    assert windows(rules.FOLLOWS_ASKED_AT_ONCE, 0, 21, 1_000_000) == [1_000_000]


@pytest.mark.parametrize("found", [0, 1, 10, 20])
def test_a_sparse_feed_is_read_to_its_end_in_few_windows(found):
    assert len(windows(150, found, 21, 1_000_000)) <= 4


def test_a_window_is_widened_by_what_the_last_one_held():
    assert rules.wider(20_000, found=4, many=21) < rules.wider(20_000, found=2, many=21)
