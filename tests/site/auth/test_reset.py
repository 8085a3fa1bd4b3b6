"""/password/reset and the mail that it sends."""

import email
import re
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext

from tests.cast import PASSWORD, Cast
from tests.web import post, sign_in, token_of
from web import mailing

NEW = "plum harbour kettle"


@pytest.fixture
def mails(app: Flask) -> Path:
    mailing.wait()
    folder: Path = app.extensions["settings"].data_dir / "mail"
    for file in folder.glob("*"):
        file.unlink()
    return folder


def link_in(mails: Path) -> str:
    mailing.wait()
    [file] = mails.glob("*.eml")
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    found = re.search(r"http://localhost(/password/reset/\S+)", message.get_body().get_content())
    assert found
    return found[1]


def test_the_mailed_link_sets_a_new_password(client: FlaskClient, cast: Cast, mails: Path) -> None:
    post(client, "/password/reset", login="alma@example.org")
    link = link_in(mails)
    assert client.get(link).status_code == 200

    answer = post(client, link, password=NEW)

    assert answer.location == "/login"
    assert post(client, "/login", login="alma", password=NEW).status_code == 303
    assert client.get(link).status_code == 404


def test_the_answer_is_the_same_for_nobody(client: FlaskClient, cast: Cast, mails: Path) -> None:
    known = post(client, "/password/reset", login="alma@example.org")
    unknown = post(client, "/password/reset", login="anna@example.org")

    assert (
        (known.status_code, known.location)
        == (unknown.status_code, unknown.location)
        == (303, "/password/reset/sent")
    )
    assert known.get_data() == unknown.get_data()
    mailing.wait()
    assert len(list(mails.glob("*.eml"))) == 1


def test_the_handle_will_do(client: FlaskClient, cast: Cast, mails: Path) -> None:
    post(client, "/password/reset", login="@alma")

    assert link_in(mails)


def test_the_mail_goes_to_the_owner_with_a_link_to_this_site(
    client: FlaskClient, cast: Cast, mails: Path
) -> None:
    fields = {"login": "alma", "csrf_token": token_of(client)}
    client.post("/password/reset", data=fields, headers={"X-Forwarded-Host": "evil.example"})
    mailing.wait()
    [file] = mails.glob("*.eml")
    text = file.read_text()

    assert "To: alma@example.org" in text
    assert "evil.example" not in text


def test_a_host_that_somebody_made_up_is_not_believed(client: FlaskClient, cast: Cast, mails: Path) -> None:
    with client.application.test_request_context("/", base_url="http://evil.example"):
        assert mailing.outside("/x") == "http://127.0.0.1:5000/x"
    with client.application.test_request_context("/", base_url="http://192.168.1.5:5000"):
        assert mailing.outside("/x") == "http://192.168.1.5:5000/x"


def test_a_weak_password_is_refused_at_its_field(client: FlaskClient, cast: Cast, mails: Path) -> None:
    post(client, "/password/reset", login="alma")
    link = link_in(mails)
    answer = post(client, link, password="1234567890")

    assert answer.status_code == 422
    assert 'id="password-error"' in answer.get_data(as_text=True)
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "x" * 3_000])
def test_a_made_up_link_leads_nowhere(client: FlaskClient, cast: Cast, token: str) -> None:
    assert client.get(f"/password/reset/{token}").status_code == 404
    assert post(client, f"/password/reset/{token}", password=NEW).status_code == 404


def test_the_fifth_request_in_an_hour_has_to_wait(client: FlaskClient, cast: Cast) -> None:
    for _ in range(4):
        post(client, "/password/reset", login="anna")
    fifth = post(client, "/password/reset", login="anna")

    assert fifth.status_code == 429
    assert int(fifth.headers["Retry-After"]) > 0


def test_all_devices_are_signed_out(client: FlaskClient, cast: Cast, mails: Path) -> None:
    sign_in(client, cast.alma)
    elsewhere = client.application.test_client()
    post(elsewhere, "/password/reset", login="alma")
    post(elsewhere, link_in(mails), password=NEW)

    assert client.get("/settings").status_code == 303
    assert post(client, "/login", login="alma", password=PASSWORD).status_code == 422


def test_the_mail_is_in_the_readers_language(client: FlaskClient, cast: Cast, mails: Path) -> None:
    sign_in(client, cast.alma)
    post(client, "/settings", display_name="Alma", bio="", locale="zh_Hant", theme="")
    post(client, "/password/reset", login="alma")
    mailing.wait()

    [file] = mails.glob("*.eml")
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    with client.application.test_request_context("/", headers={"Accept-Language": "zh-TW"}):
        assert message["Subject"].startswith(gettext("Set a new password"))
