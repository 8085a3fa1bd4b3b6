"""Reading one's notices: whose they are, how they are marked, how the pages turn, what it costs."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound
from core.unit import action
from domain.notices import actions, queries, rules
from domain.notices.models import Notice
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says
from tests.cast import Cast
from tests.domain.notices.world import told
from tests.queries import counted


@action
def tell_many(cast: Cast, count: int) -> None:
    for number in range(count):
        at = clock.now() - timedelta(hours=number // 2)
        actions.tell([cast.alma.id], kind="follow", target=("person", number), actor_id=cast.bo.id, at=at)


def test_pages_turn_in_order_of_time_without_gaps(cast: Cast):
    tell_many(cast, 9)

    seen, cursor = [], ""
    while True:
        page = queries.notices_of(cast.alma, before=cursor, size=2)
        seen += [row.target_id for row in page]
        if page.next_cursor is None:
            break
        cursor = str(page.next_cursor)

    assert sorted(seen) == list(range(9))
    assert [one // 2 for one in seen] == sorted(one // 2 for one in seen)


@pytest.mark.parametrize("cursor", ["x", "1", ".", "1.x", "9" * 18 + ".1", "-1.2", "1.1.1", "９.９"])
def test_what_is_no_cursor_begins_at_the_beginning_or_shows_nothing(cast: Cast, cursor: str):
    tell_many(cast, 1)

    assert len(queries.notices_of(cast.alma, before=cursor)) in (0, 1)


def test_nobody_reads_or_marks_anothers_notices(cast: Cast):
    tell_many(cast, 1)
    (row,) = queries.notices_of(cast.alma)

    for person in (cast.bo, cast.dora, cast.olga):
        assert len(queries.notices_of(person)) == 0
        with pytest.raises(NotFound):
            queries.notice(person, row.id)
        with pytest.raises(NotFound):
            actions.mark_read(person, row.id)
    actions.mark_all_read(cast.bo)
    assert queries.unread_count(cast.alma) == 1
    with pytest.raises(NotAllowed):
        actions.mark_all_read(ANONYMOUS)


def test_marking_one_and_all(cast: Cast):
    tell_many(cast, 3)
    actions.mark_read(cast.alma, queries.notices_of(cast.alma).items[0].id)
    assert queries.unread_count(cast.alma) == 2

    actions.mark_all_read(cast.alma)

    assert queries.unread_count(cast.alma) == 0


def test_old_ones_are_forgotten(cast: Cast, time):
    tell_many(cast, 3)
    time.pass_(days=366)
    tell_many(cast, 1)
    actions.mark_all_read(cast.alma)

    assert actions.forget_old() == 2
    assert actions.forget_old() == 0


def test_a_page_costs_the_same_for_one_notice_and_for_many(cast: Cast):
    posts = [says.publish(cast.alma, body=f"Sweet {number}") for number in range(8)]
    says.comment(cast.bo, posts[0], body="Yes")
    says.react(cast.bo, posts[0])
    told(cast.alma)
    few = _queries(cast)
    for post_id in posts[1:]:
        for person in (cast.bo, cast.chen, cast.eve):
            says.comment(person, post_id, body=f"From {person.handle}")
            says.react(person, post_id)
    assert len(told(cast.alma)) == 16

    assert _queries(cast) == few <= 6


def _queries(cast: Cast) -> int:
    session.rollback()
    with counted() as ran:
        queries.notices_of(cast.alma)
    return len(ran)


def test_no_notice_holds_what_somebody_wrote(cast: Cast):
    """Facts are kept for a year; words that are taken back must not survive in them."""
    post_id = says.publish(cast.alma, body="unmistakable")
    says.comment(cast.bo, post_id, body="unmistakable @eve")
    says.publish(cast.bo, body="unmistakable @chen")
    told(cast.alma)

    assert not any("unmistakable" in str(row.facts) for row in session.query(Notice))
    assert session.query(Notice).count() == 3


IDS = strategies.lists(strategies.integers(1, 30), max_size=60)


@given(ids=IDS)
def test_actors_are_counted_once_as_long_as_they_are_remembered(ids: list[int]):
    kept: list[int] = []
    count = 0
    for one in ids:
        kept, count = rules.with_actor(kept, count, one, 30)

    assert count == len(set(ids)) == len(kept)
    assert kept == list(dict.fromkeys(reversed(ids)))


@given(ids=IDS, gone=strategies.integers(1, 30))
def test_taking_an_actor_away_undoes_her_coming(ids: list[int], gone: int):
    kept: list[int] = []
    count = 0
    for one in ids:
        kept, count = rules.with_actor(kept, count, one, 30)

    left, fewer = rules.without_actor(kept, count, gone)

    assert gone not in left and fewer == len(left) == len(set(ids) - {gone})


@pytest.mark.parametrize("blocker", ["alma", "bo"])
def test_nobody_is_told_of_somebody_behind_a_block_of_herself_or_of_nobody(cast: Cast, blocker: str):
    other = cast.bo if blocker == "alma" else cast.alma
    people.block(getattr(cast, blocker), other.id)

    @action
    def tell() -> None:
        for user_ids, actor_id in (
            ([cast.alma.id, cast.eve.id, 0], cast.bo.id),
            ([cast.chen.id], cast.chen.id),
        ):
            actions.tell(user_ids, kind="follow", target=("person", 1), actor_id=actor_id, at=clock.now())

    tell()

    assert [row.user_id for row in session.query(Notice)] == [cast.eve.id]
