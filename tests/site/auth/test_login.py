"""/login and /logout."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from domain.people.models import Attempt, SignInSession
from tests.cast import PASSWORD, Cast
from tests.conftest import Time
from tests.web import post, sign_in, token_of


def test_a_member_signs_in_with_her_handle(client: FlaskClient, cast: Cast) -> None:
    answer = post(client, "/login", login="alma", password=PASSWORD)

    assert answer.status_code == 303
    assert answer.location == "/"
    assert client.get("/settings").status_code == 200


@pytest.mark.parametrize("login", ["ALMA", "@alma", " alma ", "alma@example.org", "Alma@Example.org"])
def test_the_handle_or_the_address_will_do(client: FlaskClient, cast: Cast, login: str) -> None:
    assert post(client, "/login", login=login, password=PASSWORD).status_code == 303


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: FlaskClient, cast: Cast) -> None:
    wrong = post(client, "/login", login="alma", password="not-her-password")
    unknown = post(client, "/login", login="anna", password="not-her-password")

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.get_data(as_text=True).replace("alma", "anna") == unknown.get_data(as_text=True)
    assert "The name or the password is not right." in wrong.get_data(as_text=True)


def test_what_was_typed_is_kept_but_not_the_password(client: FlaskClient, cast: Cast) -> None:
    html = post(client, "/login", login="alma", password="not-her-password").get_data(as_text=True)

    assert 'value="alma"' in html
    assert "not-her-password" not in html


def test_one_returns_to_where_one_was(client: FlaskClient, cast: Cast) -> None:
    assert 'name="next" value="/friends?tab=requests"' in client.get("/login?next=/friends?tab=requests").text

    answer = post(client, "/login", login="alma", password=PASSWORD, next="/friends")
    assert answer.location == "/friends"


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y"])
def test_nobody_is_sent_to_another_site(client: FlaskClient, cast: Cast, evil: str) -> None:
    answer = post(client, "/login", login="alma", password=PASSWORD, next=evil)

    assert answer.location == "/"


def test_a_copied_cookie_is_dead_after_sign_out(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    copied = client.get_cookie("session")
    assert copied is not None

    post(client, "/logout")
    thief = client.application.test_client()
    thief.set_cookie("session", copied.value)

    assert thief.get("/settings").status_code == 303
    assert session.scalars(select(SignInSession)).all() == []


def test_signing_in_makes_a_new_session_and_ends_the_one_before(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    first = client.get_cookie("session")
    sign_in(client, cast.bo)
    assert first is not None

    thief = client.application.test_client()
    thief.set_cookie("session", first.value)

    assert thief.get("/settings").status_code == 303
    assert [row.user_id for row in session.scalars(select(SignInSession))] == [cast.bo.id]


def test_the_database_does_not_hold_the_token(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)

    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert token not in {row.token_hash for row in session.scalars(select(SignInSession))}


def test_a_session_ends_after_fourteen_days_without_use(client: FlaskClient, cast: Cast, time: Time) -> None:
    sign_in(client, cast.alma)

    time.pass_(days=13)
    assert client.get("/settings").status_code == 200
    time.pass_(days=13)
    assert client.get("/settings").status_code == 200
    time.pass_(days=15)
    assert client.get("/settings").status_code == 303


def test_a_session_ends_after_ninety_days_of_use(client: FlaskClient, cast: Cast, time: Time) -> None:
    sign_in(client, cast.alma)

    for _ in range(8):
        time.pass_(days=11)
        assert client.get("/settings").status_code == 200
    time.pass_(days=3)

    assert client.get("/settings").status_code == 303


def test_reading_writes_the_last_visit_at_most_every_ten_minutes(
    client: FlaskClient, cast: Cast, time: Time
) -> None:
    sign_in(client, cast.alma)
    begun = session.scalars(select(SignInSession.last_seen_at)).one()

    time.pass_(minutes=9)
    client.get("/settings")
    assert session.scalars(select(SignInSession.last_seen_at)).one() == begun
    time.pass_(minutes=2)
    client.get("/settings")
    assert session.scalars(select(SignInSession.last_seen_at)).one() > begun


def test_the_eleventh_wrong_password_from_one_place_has_to_wait(
    client: FlaskClient, cast: Cast, time: Time
) -> None:
    for _ in range(10):
        post(client, "/login", login="alma", password="not-her-password")
    eleventh = post(client, "/login", login="alma", password=PASSWORD)

    assert eleventh.status_code == 429
    assert 0 < int(eleventh.headers["Retry-After"]) <= 900
    assert "Please wait 15 min" in eleventh.get_data(as_text=True)
    time.pass_(minutes=16)
    assert post(client, "/login", login="alma", password=PASSWORD).status_code == 303


def test_an_attacker_elsewhere_does_not_lock_the_owner_out(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    post(client, "/logout")
    attacker = client.application.test_client()
    token = token_of(attacker)
    for number in range(40):
        place = {"REMOTE_ADDR": f"203.0.113.{number}"}
        fields = {"login": "alma", "password": "not-her-password", "csrf_token": token}
        last = attacker.post("/login", data=fields, environ_overrides=place)

    assert last.status_code == 429
    assert post(client, "/login", login="alma", password=PASSWORD).status_code == 303


def test_signing_in_rightly_uses_up_no_tries(client: FlaskClient, cast: Cast) -> None:
    for _ in range(12):
        sign_in(client, cast.alma)

    assert session.scalars(select(Attempt).where(Attempt.scope == "login")).all() == []


@pytest.mark.parametrize("password", ["", "x" * 5_000, "\x00", "🍉" * 100])
def test_odd_passwords_are_refused_with_words(client: FlaskClient, cast: Cast, password: str) -> None:
    assert post(client, "/login", login="alma", password=password).status_code == 422


def test_a_closed_door_leads_to_the_sign_in_page_and_back(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/settings")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/settings"

    part = client.get(
        "/settings", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/friends"}
    )
    assert part.status_code == 401
    assert part.headers["HX-Redirect"] == "/login?next=/friends"
