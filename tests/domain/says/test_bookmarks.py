"""Saved posts and their reminders."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotAllowed, NotFound, Refused
from domain.notices import queries as notices
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries, rules
from domain.says.actions import bookmarks
from domain.says.queries.bookmarks import saved_posts
from jobs import worker
from tests.queries import counted


def saved(viewer, **more) -> list[tuple[int, bool]]:
    return [(one.post_id, one.post is not None) for one in saved_posts(viewer, **more)]


def test_what_is_saved_is_found_again_latest_first(cast):
    posts = [actions.publish(cast.alma, body=f"number {n}") for n in range(3)]
    for post_id in (*posts, posts[0]):
        bookmarks.save(cast.bo, post_id)
    assert saved(cast.bo) == [(post_id, True) for post_id in posts[::-1]]
    assert saved(cast.alma) == []
    bookmarks.take_away(cast.bo, posts[1])
    first = saved_posts(cast.bo, size=1)
    assert [one.post_id for one in first] == [posts[2]]
    assert saved(cast.bo, before=first.next_cursor) == [(posts[0], True)]


def test_the_card_knows_what_the_viewer_saved(cast):
    post_id = actions.publish(cast.alma, body="hello")
    bookmarks.save(cast.bo, post_id)
    assert [queries.post(one, post_id).is_saved for one in (cast.bo, cast.alma, ANONYMOUS)] == [
        True,
        False,
        False,
    ]


def test_only_what_can_be_read_is_saved_and_what_cannot_any_more_is_kept_without_its_words(cast):
    post_id = actions.publish(cast.alma, body="hello", audience="friends")
    with pytest.raises(NotFound):
        bookmarks.save(cast.eve, post_id)
    with pytest.raises(NotAllowed):
        bookmarks.save(ANONYMOUS, post_id)
    bookmarks.save(cast.bo, post_id)
    actions.edit(cast.alma, post_id, body="hello", audience="me")
    assert saved(cast.bo) == [(post_id, False)]
    bookmarks.take_away(cast.bo, post_id)
    assert saved(cast.bo) == []


def test_there_is_an_end_to_saving(cast, monkeypatch):
    monkeypatch.setattr(rules, "BOOKMARKS_MAX", 2)
    posts = [actions.publish(cast.alma, body=f"number {n}") for n in range(3)]
    for post_id in posts[:2]:
        bookmarks.save(cast.bo, post_id)
    with pytest.raises(Refused):
        bookmarks.save(cast.bo, posts[2])


def test_a_reminder_comes_once(cast):
    post_id = actions.publish(cast.alma, body="hello")
    bookmarks.save(cast.bo, post_id)
    bookmarks.remind(cast.bo, post_id, at=clock.now() + timedelta(days=2))
    reminded = []
    for days in (1, 2.1, 2.2):
        with clock.shifted(timedelta(days=days)):
            reminded.append(bookmarks.remind_due())
            worker.drain()
    assert reminded == [0, 1, 0]
    (row,) = [row for row in notices.notices_of(cast.bo) if row.kind == "reminder"]
    assert (row.target_id, row.quote) == (post_id, "hello")


def test_nobody_is_reminded_of_what_she_may_not_read_any_more(cast):
    post_id = actions.publish(cast.alma, body="hello", audience="friends")
    bookmarks.save(cast.bo, post_id)
    bookmarks.remind(cast.bo, post_id, at=clock.now() + timedelta(days=1))
    actions.edit(cast.alma, post_id, body="hello", audience="me")
    with clock.shifted(timedelta(days=2)):
        assert bookmarks.remind_due() == 1
        worker.drain()
    assert [row for row in notices.notices_of(cast.bo) if row.kind == "reminder"] == []


def test_a_reminder_is_ahead(cast):
    post_id = actions.publish(cast.alma, body="hello")
    with pytest.raises(NotFound):
        bookmarks.remind(cast.bo, post_id, at=None)
    bookmarks.save(cast.bo, post_id)
    for days in (-1, 6 * 366):
        with pytest.raises(Refused):
            bookmarks.remind(cast.bo, post_id, at=clock.now() + timedelta(days=days))


def test_its_queries_do_not_grow(cast):
    counts = []
    for count in (1, 9):
        for n in range(count):
            bookmarks.save(cast.bo, actions.publish(cast.alma, body=f"number {n}"))
        saved(cast.bo)
        with counted() as statements:
            saved(cast.bo)
        counts.append(len(statements))
    assert counts[0] == counts[1]
