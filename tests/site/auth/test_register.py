"""/register."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.db import session
from domain.people.actions import attempts
from domain.people.models import User
from tests.cast import Cast
from tests.web import post

FAY = {
    "handle": "fay_2",
    "display_name": "Fay 范",
    "email": "Fay@Example.org",
    "password": "plum harbour kettle",
}


def join(client: FlaskClient, **changed: Any) -> TestResponse:
    return post(client, "/register", **{**FAY, **changed})


def test_a_stranger_joins_and_is_signed_in(client: FlaskClient, cast: Cast) -> None:
    answer = join(client)

    assert answer.status_code == 303
    fay = session.scalars(select(User).where(User.handle == "fay_2")).one()
    assert (fay.display_name, fay.email) == ("Fay 范", "fay@example.org")
    assert client.get("/settings").status_code == 200


def test_she_returns_to_where_she_was_invited(client: FlaskClient, cast: Cast) -> None:
    assert join(client, next="/i/ABCDEFGHJK").location == "/i/ABCDEFGHJK"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("handle", "fa", "3 to 20 small letters"),
        ("handle", "Fay", "3 to 20 small letters"),
        ("handle", "fay-2", "3 to 20 small letters"),
        ("handle", "f" * 21, "3 to 20 small letters"),
        ("handle", "admin", "reserved"),
        ("handle", "alma", "taken"),
        ("display_name", "客服小李", "run the site"),
        ("display_name", "", "Please fill this in"),
        ("display_name", "x" * 41, "too long"),
        ("email", "fay", "does not look like"),
        ("email", "alma@example.org", "cannot be used here"),
        ("password", "short", "10 to 128"),
        ("password", "p" * 129, "10 to 128"),
        ("password", "1234567890", "too easy"),
        ("password", "fay_2fay_2", "too easy"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    client: FlaskClient, cast: Cast, field: str, value: str, words: str
) -> None:
    before = session.scalar(select(func.count(User.id)))
    answer = join(client, **{field: value})
    html = answer.get_data(as_text=True)

    assert answer.status_code == 422
    at_field = html[html.index(f'id="{field}-error"') :]
    assert words in at_field[: at_field.index("</p>")]
    assert session.scalar(select(func.count(User.id))) == before


def test_what_was_typed_is_kept_but_not_the_password(client: FlaskClient, cast: Cast) -> None:
    html = join(client, handle="alma").get_data(as_text=True)

    assert 'value="Fay 范"' in html
    assert FAY["password"] not in html


def test_fields_that_are_not_asked_for_change_nothing(client: FlaskClient, cast: Cast) -> None:
    join(client, id="1", role="operator", roles="operator", created_at="1999-01-01", purchases_shown="named")

    fay = session.scalars(select(User).where(User.handle == "fay_2")).one()
    assert fay.purchases_shown == "counted"
    assert client.get("/admin").status_code in (403, 404)


def test_a_missing_field_is_asked_for(client: FlaskClient, cast: Cast) -> None:
    answer = post(client, "/register")

    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("Please fill this in.") >= 4


def test_a_place_that_makes_very_many_accounts_has_to_wait(client: FlaskClient, cast: Cast) -> None:
    limit = attempts.Limit("127.0.0.1", 200, timedelta(hours=1))
    for _ in range(200):
        attempts.take("register", [limit])
    answer = join(client)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
