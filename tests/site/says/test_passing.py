"""Passing on and quoting through the site."""

from domain.people import actions as people
from domain.says import actions, queries
from tests.web import post, sign_in


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_passing_on_is_a_switch(client, cast):
    said = actions.publish(cast.alma, body="The best durian")
    browser = sign_in(client, cast.bo)
    part = post(browser, f"/says/{said}/pass-on", htmx=True, card=str(said))
    assert text_of(part).lstrip().startswith(f'<form class="pass-on" id="pass-on-{said}"')
    assert 'aria-pressed="true"' in text_of(part)
    answer = post(browser, f"/says/{said}/pass-on")
    assert (answer.status_code, answer.location) == (303, f"/says/{said}#post-{said}")
    assert queries.passing(cast.bo, said).count == 0
    assert post(browser, "/says/999999/pass-on", card="x").status_code == 404


def test_what_is_for_friends_has_no_button_and_is_refused(client, cast):
    said = actions.publish(cast.alma, body="between us", audience="friends")
    browser = sign_in(client, cast.bo)
    page = text_of(browser.get(f"/says/{said}"))
    assert "pass-on-button" not in page and "quote=" not in page
    assert post(browser, f"/says/{said}/pass-on").status_code == 403
    assert browser.get(f"/says/new?quote={said}").status_code == 403


def test_a_quote_is_written_with_the_post_in_sight(client, cast):
    said = actions.publish(cast.alma, body="The best durian")
    browser = sign_in(client, cast.bo)
    assert f'href="/says/new?quote={said}"' in text_of(browser.get(f"/says/{said}"))
    page = text_of(browser.get(f"/says/new?quote={said}"))
    assert f'name="quoted_id" value="{said}"' in page and "The best durian" in page
    empty = post(browser, "/says", quoted_id=said, body="")
    assert empty.status_code == 422
    assert f'name="quoted_id" value="{said}"' in text_of(empty)
    answer = post(browser, "/says", quoted_id=said, body="She is right")
    assert answer.status_code == 303
    shown = text_of(browser.get(answer.location))
    assert f'data-preview-of="{said}"' in shown and 'href="/@alma"' in shown


def test_a_quoted_post_that_is_gone_is_an_error_of_the_form(client, cast):
    said = actions.publish(cast.alma, body="The best durian")
    browser = sign_in(client, cast.bo)
    actions.delete(cast.alma, said)
    assert browser.get(f"/says/new?quote={said}").status_code == 404
    answer = post(browser, "/says", quoted_id=said, body="She is right")
    assert answer.status_code == 422
    assert "The post that you quote is no longer there." in text_of(answer)
    assert "She is right" in text_of(answer)


def test_a_quoted_post_that_is_for_friends_now_is_an_error_of_the_form(client, cast):
    said = actions.publish(cast.alma, body="The best durian")
    browser = sign_in(client, cast.bo)
    actions.edit(cast.alma, said, body="The best durian", audience="friends")
    answer = post(browser, "/says", quoted_id=said, body="She is right")
    assert answer.status_code == 422
    assert "chose who reads this" in text_of(answer)
    assert "She is right</textarea>" in text_of(answer)


def test_who_may_not_see_the_quoted_post_sees_that_it_is_not_shown(client, cast):
    said = actions.publish(cast.alma, body="quillpassed")
    quote = actions.publish(cast.bo, body="look", quoted_id=said)
    assert "quillpassed" in text_of(client.get(f"/says/{quote}"))
    people.block(cast.alma, cast.eve.id)
    page = text_of(sign_in(client, cast.eve).get(f"/says/{quote}"))
    assert "This post is not shown." in page
    assert "quillpassed" not in page


def test_a_feed_for_machines_has_quotes_and_no_empty_reshares(client, cast):
    said = actions.publish(cast.alma, body="The best durian")
    actions.pass_on(cast.bo, said)
    actions.publish(cast.bo, body="She is right", quoted_id=said)
    feed = text_of(client.get("/@bo.atom"))
    assert feed.count("<entry>") == 1 and "She is right" in feed
