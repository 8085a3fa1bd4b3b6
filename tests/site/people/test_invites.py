"""/invites and /i/CODE."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from domain.people import actions, queries
from tests.cast import Cast
from tests.conftest import Time
from tests.web import post, sign_in


def test_alma_makes_a_link_and_ends_it(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    assert client.get("/invites").status_code == 200
    assert post(client, "/invites", days="0").location == "/invites"
    [link] = queries.invites(cast.alma)
    assert f"http://localhost/i/{link.code}" in client.get("/invites").get_data(as_text=True)

    post(client, f"/i/{link.code}/delete")

    assert queries.invites(cast.alma) == []
    assert client.get(f"/i/{link.code}").status_code == 404


def test_the_link_is_a_picture_too(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    answer = client.get(f"/i/{code}/qr.svg")

    assert answer.mimetype == "image/svg+xml"
    assert b'xmlns="http://www.w3.org/2000/svg"' in answer.data


def test_the_picture_can_be_kept_as_a_file(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    answer = client.get(f"/i/{code}/qr.png")

    assert answer.mimetype == "image/png"
    with Image.open(BytesIO(answer.data)) as picture:
        assert 600 < picture.width <= 960


def test_a_link_ends_by_itself(client: FlaskClient, cast: Cast, time: Time) -> None:
    sign_in(client, cast.alma)
    post(client, "/invites", days="7")
    [link] = queries.invites(cast.alma)
    time.pass_(days=8)

    for path in ("", "/qr.svg", "/qr.png"):
        assert client.get(f"/i/{link.code}{path}").status_code == 404
    assert link.code not in client.get("/invites").get_data(as_text=True)
    sign_in(client, cast.eve)
    assert post(client, f"/i/{link.code}").status_code == 404


@pytest.mark.parametrize("days", ["", "8", "x"])
def test_a_link_lasts_as_long_as_is_offered(client: FlaskClient, cast: Cast, days: str) -> None:
    sign_in(client, cast.alma)

    assert post(client, "/invites", days=days).status_code == 422
    assert queries.invites(cast.alma) == []


def test_only_the_inviter_reads_who_came(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    actions.accept_invite(cast.eve, code)

    sign_in(client, cast.alma)
    assert 'href="/@eve"' in client.get("/invites").get_data(as_text=True)
    for person in (cast.bo, cast.eve, cast.olga):
        sign_in(client, person)
        assert 'href="/@eve"' not in client.get(f"/i/{code}").get_data(as_text=True).split("<main")[1]


def test_who_is_no_friend_any_more_is_only_counted(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    actions.accept_invite(cast.eve, code)
    actions.end_friendship(cast.eve, cast.alma.id)

    [link] = queries.invites(cast.alma)
    assert (link.used_count, list(link.came)) == (1, [])


def test_eve_presses_the_one_button(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    sign_in(client, cast.eve)
    assert "Become friends with Alma" in client.get(f"/i/{code}").get_data(as_text=True)

    answer = post(client, f"/i/{code}")

    assert answer.location == "/@alma"
    assert queries.relation(cast.eve, cast.alma.id).is_friend


def test_a_newcomer_joins_and_comes_back_to_the_button(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    html = client.get(f"/i/{code}").get_data(as_text=True)
    assert f"/register?next=/i/{code}" in html

    answer = post(
        client,
        "/register",
        handle="fay",
        display_name="Fay",
        email="fay@example.org",
        password="plum harbour kettle",
        next=f"/i/{code}",
    )
    assert answer.location == f"/i/{code}"
    assert "Become friends with Alma" in client.get(answer.location).get_data(as_text=True)


def test_looking_at_an_invite_befriends_nobody(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    sign_in(client, cast.eve)
    client.get(f"/i/{code}")

    assert not queries.relation(cast.eve, cast.alma.id).is_friend


def test_the_page_knows_its_maker_and_her_friends(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    sign_in(client, cast.alma)
    assert "This is your own invite" in client.get(f"/i/{code}").get_data(as_text=True)
    assert post(client, f"/i/{code}").status_code == 422

    sign_in(client, cast.bo)
    assert "You and Alma are friends" in client.get(f"/i/{code}").get_data(as_text=True)


def test_a_code_is_read_in_small_letters_too(client: FlaskClient, cast: Cast) -> None:
    code = actions.make_invite(cast.alma)

    assert client.get(f"/i/{code.lower()}").status_code == 200


def test_a_made_up_code_leads_nowhere(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.eve)

    for path in ("/i/AAAAAAAAAA", "/i/x", "/i/" + "A" * 40):
        assert client.get(path).status_code == 404
        assert post(client, path).status_code in (404, 405)
