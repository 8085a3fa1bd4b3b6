"""/says/ID/menu: what one can do with a post, asked for when it is wanted."""

from domain.says import actions
from tests.web import sign_in


def test_a_list_asks_for_the_menu_of_a_post_when_it_is_opened(client, cast):
    post_id = actions.publish(cast.alma, body="Sweet!")
    browser = sign_in(client, cast.alma)
    page = browser.get("/").text
    assert f'href="/says/{post_id}/menu"' in page
    assert f"/says/{post_id}/delete" not in page
    part = browser.get(f"/says/{post_id}/menu", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<details")
    assert f'hx-post="/says/{post_id}/delete"' in part


def test_without_scripts_it_is_a_page(client, cast):
    post_id = actions.publish(cast.alma, body="Sweet!")
    page = sign_in(client, cast.bo).get(f"/says/{post_id}/menu").text
    assert "<html" in page
    assert f"/says/{post_id}/reports" in page
    assert f"/says/{post_id}/edit" not in page


def test_what_one_may_not_read_has_none(client, cast):
    post_id = actions.publish(cast.alma, body="For friends", audience="friends")
    assert sign_in(client, cast.eve).get(f"/says/{post_id}/menu").status_code == 404


def test_the_reactions_to_choose_from_come_when_they_are_wanted(client, cast):
    post_id = actions.publish(cast.alma, body="Sweet!")
    browser = sign_in(client, cast.bo)
    assert 'value="thanks"' not in browser.get(f"/says/{post_id}").text
    part = browser.get(f"/says/{post_id}/reactions", headers={"HX-Request": "true"}).text
    assert part.count('name="kind"') == 5
    assert browser.get(f"/says/{post_id}/reactions").text.count('name="kind"') == 5
