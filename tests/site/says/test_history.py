"""/says/ID/history"""

from datetime import timedelta

from core import clock
from domain.says import actions
from tests.queries import counted
from tests.web import sign_in


def edited(cast, times=1):
    post_id = actions.publish(cast.alma, body="Sweet as <honey>.")
    for n in range(times):
        with clock.shifted(timedelta(minutes=10 + n)):
            actions.edit(cast.alma, post_id, body=f"Sweet as <sugar {n}>.", audience="public")
    return post_id


def test_the_word_edited_leads_to_what_was_changed(client, cast):
    post_id = edited(cast)
    assert f'href="/says/{post_id}/history"' in client.get(f"/says/{post_id}").text
    page = client.get(f"/says/{post_id}/history").text
    assert "<del>honey</del><ins>sugar 0</ins>" in page
    assert "&lt;" in page


def test_a_post_that_nobody_changed_says_so_little(client, cast):
    post_id = actions.publish(cast.alma, body="Sweet.")
    assert "/history" not in client.get(f"/says/{post_id}").text
    assert client.get(f"/says/{post_id}/history").status_code == 200


def test_the_history_of_what_is_not_shown_is_not_there(client, cast):
    post_id = actions.publish(cast.alma, body="for us", audience="friends")
    assert client.get(f"/says/{post_id}/history").status_code == 404
    assert sign_in(client, cast.bo).get(f"/says/{post_id}/history").status_code == 200


def test_a_long_history_takes_as_many_queries_as_a_short_one(client, cast):
    short, long = edited(cast, 1), edited(cast, 12)
    sign_in(client, cast.bo)
    with counted() as few:
        client.get(f"/says/{short}/history")
    with counted() as many:
        client.get(f"/says/{long}/history")
    assert len(few) == len(many) <= 10
