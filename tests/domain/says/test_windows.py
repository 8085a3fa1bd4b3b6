"""How far back the feed looks at once."""

from domain.says import rules


def test_whoever_follows_few_has_them_asked_at_once():
    assert rules.first_window(rules.FOLLOWS_ASKED_AT_ONCE) is None


def test_whoever_follows_very_many_has_the_newest_posts_walked_through_first():
    asked, walked = (
        rules.first_window(follows)
        for follows in (rules.FOLLOWS_ASKED_ONE_BY_ONE, rules.FOLLOWS_ASKED_ONE_BY_ONE + 1)
    )
    assert (asked, walked) == (rules.FIRST_WINDOW, rules.WALKED_AT_MOST)


def test_a_window_is_widened_by_what_the_last_one_held():
    assert rules.wider(20_000, found=4, many=21) < rules.wider(20_000, found=2, many=21)
    assert rules.wider(20_000, found=0, many=500) == 12 * 20_000
