"""Polls through the site."""

from domain.says import actions, queries
from domain.says.polling import NewPoll
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_poll_is_asked_with_its_post(client, cast):
    browser = sign_in(client, cast.alma)
    assert browser.get("/says/new").status_code == 200
    answer = post(
        browser,
        "/says",
        body="Which?",
        poll_option=["Durian", "", "Mango"],
        poll_hours="6",
        poll_multiple="1",
    )
    assert answer.status_code == 303
    page = text_of(browser.get(answer.location))
    assert page.count('type="checkbox" name="option"') == 2
    assert "Mango" in page and "several answers" in page


def test_a_refused_poll_comes_back_as_it_was_typed(client, cast):
    browser = sign_in(client, cast.alma)
    answer = post(browser, "/says", body="Which?", poll_option=["Durian", ""], poll_hours="x")
    assert answer.status_code == 422
    answer = post(browser, "/says", body="Which?", poll_option=["Durian", ""], poll_hours="6")
    assert answer.status_code == 422
    assert 'value="Durian"' in text_of(answer) and "A poll has two to six answers." in text_of(answer)


def test_voting_with_and_without_a_script(client, cast):
    post_id = actions.publish(cast.alma, body="Which?", poll=NewPoll(("Durian", "Mango")))
    durian, mango = (option.id for option in queries.poll(cast.alma, post_id).options)
    assert "Sign in to vote" in text_of(client.get(f"/says/{post_id}"))
    browser = sign_in(client, cast.bo)
    answer = post(browser, f"/says/{post_id}/poll", option=str(durian))
    assert (answer.status_code, answer.location) == (303, f"/says/{post_id}#poll-{post_id}")
    part = text_of(post(browser, f"/says/{post_id}/poll", htmx=True, option=str(mango)))
    assert part.lstrip().startswith("<section") and f'id="poll-{post_id}"' in part
    assert "100 %" in part and "1 person voted" in part
    for wrong in ({}, {"option": "x"}, {"option": "9" * 40}, {"option": [str(durian), str(mango)]}):
        assert post(browser, f"/says/{post_id}/poll", htmx=True, **wrong).status_code == 422
        whole = post(browser, f"/says/{post_id}/poll", **wrong)
        assert whole.status_code == 422 and "field-error" in text_of(whole)
    assert post(browser, "/says/999999/poll", option="1").status_code == 404
