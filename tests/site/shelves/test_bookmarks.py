"""/bookmarks and /says/ID/bookmark."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from domain.says import actions
from domain.says.models import Bookmark
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_post_is_saved_from_its_menu_and_taken_away(client, cast):
    post_id = actions.publish(cast.alma, body="to find again")
    browser = sign_in(client, cast.bo)
    assert "Save for yourself" in text_of(browser.get(f"/says/{post_id}"))
    part = text_of(post(browser, f"/says/{post_id}/bookmark", htmx=True))
    assert "Saved: take it away" in part
    assert "to find again" in text_of(browser.get("/bookmarks"))
    part = text_of(post(browser, f"/says/{post_id}/bookmark/delete", htmx=True))
    assert "Save for yourself" in part
    assert "to find again" not in text_of(browser.get("/bookmarks"))
    assert post(browser, f"/says/{post_id}/bookmark").status_code == 303


def test_what_is_no_longer_shown_can_be_taken_away(client, cast):
    post_id = actions.publish(cast.alma, body="to find again", audience="friends")
    browser = sign_in(client, cast.bo)
    post(browser, f"/says/{post_id}/bookmark")
    actions.edit(cast.alma, post_id, body="to find again", audience="me")
    page = text_of(browser.get("/bookmarks"))
    assert "This post is no longer shown." in page and "to find again" not in page
    assert post(browser, f"/says/{post_id}/bookmark/delete", gone="1").status_code == 303
    assert session.scalar(select(Bookmark)) is None


@pytest.mark.parametrize(("fields", "days"), [({"remind": "tomorrow"}, 1), ({"remind": "week"}, 7)])
def test_a_reminder_is_set_for_nine_in_the_morning_of_the_reader(client, cast, fields, days):
    post_id = actions.publish(cast.alma, body="later")
    browser = sign_in(client, cast.bo)
    assert post(browser, f"/says/{post_id}/bookmark", time_zone="Asia/Shanghai", **fields).status_code == 303
    (made,) = session.scalars(select(Bookmark))
    assert made.remind_at.hour == 1
    assert timedelta(days=days - 1) < made.remind_at - clock.now() < timedelta(days=days + 1)
    assert "Reminder" in text_of(browser.get("/bookmarks"))
    post(browser, f"/says/{post_id}/bookmark", remind="none")
    assert session.scalars(select(Bookmark)).one().remind_at is None


@pytest.mark.parametrize(
    "fields",
    [
        {"remind": "date"},
        {"remind": "date", "date": "2001-01-01"},
        {"remind": "date", "date": "0001-01-01"},
        {"remind": "date", "date": "9999-12-31"},
        {"remind": "date", "date": "soon\0"},
        {"remind": "never"},
    ],
)
def test_a_day_that_is_none_is_refused_at_its_field(client, cast, fields):
    post_id = actions.publish(cast.alma, body="later")
    answer = post(sign_in(client, cast.bo), f"/says/{post_id}/bookmark", **fields)
    assert answer.status_code == 422


def test_strangers_save_nothing(client, cast):
    post_id = actions.publish(cast.alma, body="later", audience="friends")
    assert client.get("/bookmarks").status_code == 303
    assert "bookmark" not in text_of(client.get(f"/says/{actions.publish(cast.alma, body='x')}"))
    browser = sign_in(client, cast.eve)
    for way in (browser.get, lambda path: post(browser, path)):
        assert way(f"/says/{post_id}/bookmark").status_code == 404
