"""/friends/circles, the choice of a circle where one writes, and who can see a post."""

import pytest
from flask.testing import FlaskClient

from core.errors import NotFound
from domain.people import actions as people
from domain.people.queries import own_account
from domain.says import actions, queries
from tests.cast import Cast
from tests.web import post, sign_in


@pytest.fixture
def family(cast: Cast) -> int:
    circle_id = people.make_circle(cast.alma, name="Family")
    people.put_in_circle(cast.alma, circle_id, cast.bo.id)
    return circle_id


def test_alma_makes_a_circle_puts_bo_in_and_writes_for_it(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    circle = post(client, "/friends/circles", name="Family").location
    assert "Put Bo in" in client.get(circle).text
    assert post(client, f"{circle}/members", handle="bo").status_code == 303
    assert "Take Bo out" in client.get(circle).text
    audience = f"circle:{circle.rpartition('/')[2]}"
    assert f'value="{audience}"' in client.get("/says/new").text
    written = post(client, "/says", body="Just us", audience=audience).location
    assert "Family · 1 person" in client.get(written).text
    assert f'value="{audience}" checked' in client.get(f"{written}/edit").text


def test_taking_out_renaming_and_ending(client: FlaskClient, cast: Cast, family: int) -> None:
    sign_in(client, cast.alma)
    at = f"/friends/circles/{family}"
    part = post(client, f"{at}/members/bo/delete", htmx=True)
    assert part.status_code == 200 and "Put Bo in" in part.text and "<html" not in part.text
    assert post(client, at, name="").status_code == 422
    assert post(client, at, name="Kin").status_code == 303
    assert "Kin" in client.get("/friends/circles").text
    post(client, f"{at}/delete")
    assert client.get(at).status_code == 404


def test_bo_learns_neither_of_the_circle_nor_its_name(client: FlaskClient, cast: Cast, family: int) -> None:
    post_id = actions.publish(cast.alma, body="Just us", audience=f"circle:{family}")
    sign_in(client, cast.bo)
    shown = client.get(f"/says/{post_id}").text
    assert "Some friends" in shown and "Family" not in shown
    for path in (f"/friends/circles/{family}", f"/says/{post_id}/audience"):
        assert client.get(path).status_code == 404


def test_a_circle_of_somebody_else_is_refused_at_the_field_and_the_words_stay(
    client: FlaskClient, cast: Cast, family: int
) -> None:
    sign_in(client, cast.bo)
    answer = post(client, "/says", body="My very own words", audience=f"circle:{family}")
    assert answer.status_code == 422
    assert "This is none of your circles" in answer.text and "My very own words" in answer.text


def test_the_author_shows_a_post_to_others_later(client: FlaskClient, cast: Cast, family: int) -> None:
    post_id = actions.publish(cast.alma, body="Just us", audience=f"circle:{family}")
    sign_in(client, cast.alma)
    assert "Family" in client.get(f"/says/{post_id}/audience").text
    assert post(client, f"/says/{post_id}/audience", audience="everybody").status_code == 422
    assert post(client, f"/says/{post_id}/audience", audience="friends").status_code == 303
    card = queries.post(cast.alma, post_id)
    assert (card.sight.kind, card.sight.count, card.edited_at) == ("friends", 1, None)
    (change, _) = queries.history_of(cast.alma, post_id).versions
    assert (change.old_audience, change.new_audience) == ("circle", "friends")


def test_the_number_counts_those_who_do_read(cast: Cast, family: int) -> None:
    for audience in ("friends", f"circle:{family}"):
        post_id = actions.publish(cast.alma, body="Hello", audience=audience)
        assert queries.post(cast.alma, post_id).sight.count == 1
        people.hide_from(cast.alma, cast.bo.id)
        assert queries.post(cast.alma, post_id).sight.count == 0
        people.stop_hiding_from(cast.alma, cast.bo.id)


def test_hiding_and_muting_from_the_menu_of_a_person(client: FlaskClient, cast: Cast) -> None:
    post_id = actions.publish(cast.alma, body="Hello Bo", audience="friends")
    sign_in(client, cast.alma)
    part = post(client, "/@bo/hiding", htmx=True)
    assert "Show my posts again" in part.text
    assert "@bo" in client.get("/settings/muted").text
    with pytest.raises(NotFound):
        queries.post(cast.bo, post_id)
    post(client, "/@bo/hiding/delete")
    assert queries.post(cast.bo, post_id)
    assert "Unmute" in post(client, "/@bo/mute", htmx=True, span="week").text
    assert "until" in client.get("/settings/muted").text
    post(client, "/@bo/mute/delete")
    assert "until" not in client.get("/settings/muted").text


def test_muting_products_and_words(client: FlaskClient, cast: Cast) -> None:
    post_id = actions.publish(cast.alma, body="Sweet", product_id=cast.product_id)
    sign_in(client, cast.bo)
    assert "No more of this" in client.get(f"/says/{post_id}/mute").text
    assert post(client, f"/products/{cast.product_id}/mute").status_code == 303
    assert post(client, "/settings/muted/words", word="").status_code == 422
    post(client, "/settings/muted/words", word="durian")
    page = client.get("/settings/muted").text
    assert "Durian, 3 kg" in page and "/settings/muted/words/" in page


def test_the_profile_window_is_a_setting(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    fields = {"purchases_shown": "counted", "profile_window": "three_days"}
    assert post(client, "/settings/privacy", **fields).status_code == 303
    assert own_account(cast.alma).profile_window == "three_days"
