"""/says/ID/follow-up."""

from datetime import timedelta

import pytest

from core import clock
from domain.says import actions
from jobs import worker
from tests.domain.says.world import receive
from tests.queries import counted
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def review(cast) -> int:
    receive(cast, cast.bo)
    return actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5)


def test_a_notice_leads_to_the_form_and_the_words_below_the_review(client, cast, review):
    browser = sign_in(client, cast.bo)
    with clock.shifted(timedelta(days=8)):
        actions.ask_for_follow_ups()
        worker.drain()
        notices = text_of(browser.get("/notices"))
        assert "You received Durian, 3 kg 7 days ago. How is it now?" in notices
        form = text_of(browser.get(f"/says/{review}/follow-up?days=7"))
        assert 'name="days" value="7"' in form
        answer = post(browser, f"/says/{review}/follow-up", days="7", body="Still the best")
        assert (answer.status_code, answer.location) == (303, f"/says/{review}#post-{review}")
        for address in (f"/says/{review}", "/@bo/says", f"/products/{cast.product_id}/reviews"):
            page = text_of(browser.get(address))
            assert "Still the best" in page and "After 7 days" in page
        post(browser, f"/says/{review}/follow-up/delete", days="7")
        assert "Still the best" not in text_of(browser.get(f"/says/{review}"))


def test_refused_words_come_back(client, cast, review):
    browser = sign_in(client, cast.bo)
    for fields in (
        {"days": "7", "body": "too early"},
        {"days": "x", "body": "kept words"},
        {"body": "kept words"},
    ):
        answer = post(browser, f"/says/{review}/follow-up", **fields)
        assert answer.status_code == 422
        assert fields["body"] in text_of(answer)


def test_the_form_is_the_authors(client, cast, review):
    assert client.get(f"/says/{review}/follow-up").status_code == 303
    browser = sign_in(client, cast.eve)
    assert browser.get(f"/says/{review}/follow-up").status_code == 403
    assert post(browser, f"/says/{review}/follow-up", days="7", body="x").status_code == 403
    assert browser.get("/says/999999/follow-up").status_code == 404


def test_a_list_asks_once_for_all_that_was_added(client, cast):
    posts = []
    for _ in range(6):
        receive(cast, cast.bo)
        posts.append(actions.publish(cast.bo, body="Ripe", product_id=cast.product_id, stars=5))
    counts = []
    with clock.shifted(timedelta(days=8)):
        for part in (posts[:1], posts[1:]):
            for post_id in part:
                actions.follow_up(cast.bo, post_id, days=7, body="good")
            client.get("/@bo/says?x=1")
            with counted() as statements:
                assert text_of(client.get(f"/@bo/says?x={len(part)}2")).count("After 7 days") >= len(part)
            counts.append(len(statements))
    assert counts[0] == counts[1]
