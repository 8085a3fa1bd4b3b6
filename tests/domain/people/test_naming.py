"""Whom one may want to name while one types."""

from domain.people import actions
from domain.people.queries import suggested
from tests.queries import counted


def handles(viewer, typed):
    return [person.handle for person in suggested(viewer, typed)]


def test_friends_come_first_then_who_is_followed_then_others(cast):
    actions.follow(cast.alma, cast.dora.id)
    assert handles(cast.alma, "") == ["bo", "dora"]
    actions.follow(cast.bo, cast.olga.id)
    assert handles(cast.bo, "o") == ["olga"]
    assert handles(cast.bo, "al") == ["alma"]
    assert handles(cast.eve, "al") == ["alma"]


def test_a_friend_is_found_by_a_part_of_her_name(cast):
    actions.change_profile(cast.bo, display_name="小波 Wang", bio="", locale="", theme="")
    assert handles(cast.alma, "波") == ["bo"]
    assert handles(cast.alma, "wan") == ["bo"]
    assert handles(cast.eve, "波") == []


def test_a_block_hides_both_from_each_other(cast):
    actions.block(cast.alma, cast.eve.id)
    assert handles(cast.alma, "ev") == []
    assert handles(cast.eve, "al") == []


def test_nobody_is_offered_herself(cast):
    assert "eve" not in handles(cast.eve, "e")


def test_signs_of_patterns_are_only_signs(cast):
    for typed in ("%", "_", "\\", "%a", "a%"):
        assert handles(cast.alma, typed) == []


def test_it_takes_two_queries_at_most(cast):
    with counted() as asked:
        handles(cast.alma, "a")
    assert len(asked) <= 2
