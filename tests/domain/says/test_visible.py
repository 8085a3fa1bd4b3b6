"""Who reads what. The statement and the predicate must agree on any world."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, select

from core import clock
from core.db import session
from core.unit import action
from domain.people.models import Block, Circle, CircleMember, Follow, Hiding, User
from domain.people.viewer import ANONYMOUS, Viewer
from domain.says import actions, queries
from domain.says.models import Comment, Photo, Post
from domain.says.policy import can_read_post, is_among_readers, standing_posts, visible_posts
from tests.domain.says.world import picture

PEOPLE = 5
person = st.integers(0, PEOPLE - 1)
pair = st.tuples(person, person).filter(lambda both: both[0] != both[1])


@dataclass(frozen=True)
class World:
    """Everybody has a circle of her own; `members` are pairs of its owner and who is in it. The posts are some days
    old and some of them carry stars."""

    friends: frozenset[tuple[int, int]]
    follows: frozenset[tuple[int, int]]
    blocks: frozenset[tuple[int, int]]
    hidings: frozenset[tuple[int, int]]
    members: frozenset[tuple[int, int]]
    windows: tuple[str, ...]
    closed: frozenset[int]
    posts: tuple[tuple[int, str, str, int, int | None], ...]


worlds = st.builds(
    World,
    friends=st.frozensets(pair, max_size=5),
    follows=st.frozensets(pair, max_size=5),
    blocks=st.frozensets(pair, max_size=3),
    hidings=st.frozensets(pair, max_size=3),
    members=st.frozensets(pair, max_size=8),
    windows=st.tuples(*[st.sampled_from(["all", "all", "half_year", "three_days"])] * PEOPLE),
    closed=st.frozensets(person, max_size=1),
    posts=st.lists(
        st.tuples(
            person,
            st.sampled_from(["public", "friends", "circle", "me"]),
            st.sampled_from(["visible", "visible", "folded", "deleted"]),
            st.sampled_from([0, 0, 30, 300]),
            st.sampled_from([None, None, 5]),
        ),
        max_size=12,
    ).map(tuple),
)


@action
def build(world: World) -> list[int]:
    for model in (Comment, Photo, Post, CircleMember, Circle, Hiding, Block, Follow, User):
        session.execute(delete(model))
    session.expunge_all()
    at = clock.now()
    people = [
        User(
            handle=f"p{n}x",
            display_name=f"P{n}",
            password_hash="-",
            created_at=at,
            closed_at=at if n in world.closed else None,
            profile_window=world.windows[n],
        )
        for n in range(PEOPLE)
    ]
    session.add_all(people)
    session.flush()
    ids = [one.id for one in people]
    ways = dict.fromkeys(world.follows, False) | {
        way: True for one in world.friends for way in (one, one[::-1])
    }
    for (a, b), is_friend in ways.items():
        session.add(Follow(follower_id=ids[a], followee_id=ids[b], is_friend=is_friend, created_at=at))
    session.add_all(Block(blocker_id=ids[a], blocked_id=ids[b], created_at=at) for a, b in world.blocks)
    session.add_all(Hiding(owner_id=ids[a], viewer_id=ids[b], created_at=at) for a, b in world.hidings)
    circles = [Circle(owner_id=user_id, name="Close ones", created_at=at) for user_id in ids]
    session.add_all(circles)
    session.flush()
    session.add_all(
        CircleMember(circle_id=circles[a].id, member_id=ids[b], added_at=at) for a, b in world.members
    )
    for author, audience, state, days, stars in world.posts:
        session.add(
            Post(
                author_id=ids[author],
                body="x",
                body_html="<p>x</p>",
                audience=audience,
                circle_id=circles[author].id if audience == "circle" else None,
                state=state,
                stars=stars,
                created_at=at - timedelta(days=days),
            )
        )
    session.flush()
    return ids


def viewers(ids: list[int]) -> list[Viewer]:
    members = [Viewer(user_id, f"p{n}x") for n, user_id in enumerate(ids)]
    return [ANONYMOUS, *members, Viewer(ids[0], "p0x", roles=frozenset({"moderator"}))]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds)
def test_what_may_be_read_is_what_is_found(site, world):
    for viewer in viewers(build(world)):
        posts = session.scalars(select(Post)).all()
        found = set(session.scalars(visible_posts(select(Post.id), viewer)))
        assert {post.id for post in posts if can_read_post(viewer, post)} == found
        standing = set(session.scalars(standing_posts(select(Post.id), viewer)))
        assert found <= standing
        assert all(post.state == "folded" for post in posts if post.id in standing - found)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds)
def test_who_may_be_told_of_a_post_is_who_may_read_it(site, world):
    ids = build(world)
    members = [Viewer(user_id) for n, user_id in enumerate(ids) if n not in world.closed]
    for post in session.scalars(select(Post).where(Post.state == "visible")).all():
        told = set(session.scalars(select(User.id).where(is_among_readers(post, User.id))))
        readers = {one.id for one in members if can_read_post(one, post)}
        if session.get(User, post.author_id).closed_at is None:
            assert told - {ids[n] for n in world.closed} == readers


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds)
def test_no_list_shows_what_may_not_be_read(site, world):
    ids = build(world)
    for viewer in viewers(ids):
        allowed = set(session.scalars(visible_posts(select(Post.id), viewer)))
        everything = list(session.scalars(select(Post.id)))
        feed = {card.id for card in queries.feed_of(viewer)} if viewer.is_signed_in else set()
        shown = (
            feed
            | {card.id for card in queries.discover(viewer)}
            | {card.id for card in queries.cards(viewer, everything)}
        )
        assert shown <= allowed
        for author_id in ids:
            for card in queries.posts_of(viewer, author_id):
                assert card.id in allowed or (card.is_tombstone and not card.body_html and not card.body)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds)
def test_all_ways_of_reading_the_feed_agree(site, world, patching):
    """Asking each person followed, looking into windows first, walking the newest posts of all."""
    ids = build(world)
    for viewer in viewers(ids)[1:]:
        expected = [card.id for card in queries.feed_of(viewer)]
        with patching.context() as patch:
            patch.setattr("domain.says.rules.FOLLOWS_ASKED_AT_ONCE", -1)
            patch.setattr("domain.says.rules.FIRST_WINDOW", 1)
            assert [card.id for card in queries.feed_of(viewer)] == expected
            assert [card.id for card in queries.feed_of(viewer, size=1)] == expected[:1]
            patch.setattr("domain.says.rules.FOLLOWS_ASKED_ONE_BY_ONE", -1)
            patch.setattr("domain.says.rules.WALKED_AT_MOST", 1)
            assert [card.id for card in queries.feed_of(viewer)] == expected
            assert [card.id for card in queries.feed_of(viewer, size=1)] == expected[:1]


@pytest.fixture(scope="module")
def patching():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_a_folded_post_leaves_its_reason(cast):
    post_id = actions.publish(cast.alma, body="Buy now!!!", pictures=[picture()])
    actions.fold_post(cast.dora, post_id, reason="Spam")
    for viewer in (ANONYMOUS, cast.bo):
        card = queries.post(viewer, post_id)
        assert (card.is_tombstone, card.fold_reason, card.body_html, card.photos) == (True, "Spam", "", ())
    for viewer in (cast.alma, cast.dora):
        card = queries.post(viewer, post_id)
        assert (card.is_tombstone, card.fold_reason, len(card.photos)) == (False, "Spam", 1)
    assert [card.id for card in queries.feed_of(cast.bo)] == []
    assert [card.id for card in queries.feed_of(cast.alma)] == [post_id]
    assert [card.id for card in queries.discover(cast.dora)] == []
