"""`flask people`: the first operator, and a way back in."""

from flask import Flask
from sqlalchemy import select

from core.db import session
from domain.people.models import User
from domain.viewers import viewer_of
from tests.cast import PASSWORD, Cast
from tests.web import post


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["people", *words])
    session.rollback()
    return result.exit_code, result.output


def id_of(handle: str) -> int:
    return session.scalars(select(User.id).where(User.handle == handle)).one()


def test_an_operator_is_made_and_signs_in_with_the_printed_password(app: Flask, cast: Cast) -> None:
    code, output = run(app, "add", "fay", "--role", "operator", "--email", "Fay@Example.org")
    password = output.rsplit(" ", 1)[1].strip()

    assert code == 0
    assert viewer_of(id_of("fay")).is_operator
    assert post(app.test_client(), "/login", login="fay@example.org", password=password).status_code == 303


def test_an_account_that_exists_gets_the_role(app: Flask, cast: Cast) -> None:
    code, _ = run(app, "add", "alma", "--role", "moderator")

    assert code == 0
    assert viewer_of(cast.alma.id).is_moderator


def test_wrong_words_end_in_a_message(app: Flask, cast: Cast) -> None:
    for words in (
        ("add", "alma"),
        ("add", "x"),
        ("add", "admin"),
        ("password", "anna"),
        ("add", "fay", "--role", "king"),
    ):
        code, output = run(app, *words)
        assert code != 0
        assert "Traceback" not in output and "rror" in output


def test_a_new_password_is_printed_and_the_old_one_is_dead(app: Flask, cast: Cast) -> None:
    code, output = run(app, "password", "@alma")
    password = output.rsplit(" ", 1)[1].strip()

    assert code == 0
    assert post(app.test_client(), "/login", login="alma", password=PASSWORD).status_code == 422
    assert post(app.test_client(), "/login", login="alma", password=password).status_code == 303


def test_the_set_up_link_is_printed_only_without_an_operator(app: Flask, site: Flask) -> None:
    code, output = run(app, "setup-link")
    assert code == 0
    path = output.strip().removeprefix("http://127.0.0.1:5000")
    assert app.test_client().get(path).status_code == 200


def test_there_is_no_set_up_link_while_there_is_an_operator(app: Flask, cast: Cast) -> None:
    code, output = run(app, "setup-link")

    assert code != 0
    assert "operator already" in output
