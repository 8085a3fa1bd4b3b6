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
