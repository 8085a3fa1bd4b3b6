"""Following, which for a friend is reading her posts."""

from domain.people import actions, queries
from tests.cast import Cast


def test_eve_follows_alma_without_being_her_friend(cast: Cast) -> None:
    actions.follow(cast.eve, cast.alma.id)

    relation = queries.relation(cast.eve, cast.alma.id)
    assert relation.follows and not relation.is_friend
    assert [one.handle for one in queries.following(cast.eve)] == ["alma"]
    assert queries.relation(cast.alma, cast.eve.id) == queries.Relation()


def test_following_twice_is_following_once(cast: Cast) -> None:
    actions.follow(cast.eve, cast.alma.id)
    actions.follow(cast.eve, cast.alma.id)

    assert len(queries.following(cast.eve)) == 1


def test_she_stops_following(cast: Cast) -> None:
    actions.follow(cast.eve, cast.alma.id)
    actions.unfollow(cast.eve, cast.alma.id)
    actions.unfollow(cast.eve, cast.alma.id)

    assert not queries.relation(cast.eve, cast.alma.id).follows


def test_a_friend_whose_posts_are_too_many_stays_a_friend(cast: Cast) -> None:
    actions.unfollow(cast.bo, cast.alma.id)
    muted = queries.relation(cast.bo, cast.alma.id)
    actions.follow(cast.bo, cast.alma.id)

    assert muted.is_friend and not muted.follows
    assert queries.relation(cast.bo, cast.alma.id).follows


def test_a_follower_who_becomes_a_friend_is_no_longer_listed_as_followed(cast: Cast) -> None:
    actions.follow(cast.eve, cast.alma.id)
    actions.ask_friend(cast.eve, cast.alma.id)
    actions.ask_friend(cast.alma, cast.eve.id)

    assert list(queries.following(cast.eve)) == []
    assert [one.handle for one in queries.friends(cast.eve)] == ["alma"]
