"""Single-use links: a forgotten password, the first operator."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotFound, Refused, Throttled
from domain.people import actions, passwords, queries
from domain.people.models import RoleGrant, SecretLink, User
from domain.viewers import viewer_of
from tests.cast import PASSWORD, Cast
from tests.conftest import Time

NEW = "plum harbour kettle"
FAY = {"handle": "fay", "display_name": "Fay", "email": "fay@example.org", "password": NEW, "locale": "en"}


def ask(login: str = "alma@example.org") -> str:
    found = actions.request_reset(login=login, address="192.0.2.7")
    assert found is not None
    return found[1]


def test_a_link_sets_a_new_password_once(cast: Cast) -> None:
    token = ask()
    actions.reset_password(token, password=NEW)

    assert passwords.fits(NEW, session.get_one(User, cast.alma.id).password_hash)
    with pytest.raises(NotFound):
        actions.reset_password(token, password=NEW)


def test_it_ends_all_sessions(cast: Cast) -> None:
    actions.begin_session(cast.alma.id, user_agent="", visitor_id="")
    actions.reset_password(ask(), password=NEW)

    assert queries.devices(cast.alma, this="") == []


def test_it_is_over_after_half_an_hour(cast: Cast, time: Time) -> None:
    token = ask()
    time.pass_(minutes=31)

    with pytest.raises(NotFound):
        actions.reset_password(token, password=NEW)


def test_a_second_link_ends_the_first(cast: Cast) -> None:
    first, second = ask(), ask()

    with pytest.raises(NotFound):
        actions.open_link(first, "password_reset")
    assert actions.open_link(second, "password_reset") == cast.alma.id


def test_a_weak_password_does_not_use_it_up(cast: Cast) -> None:
    token = ask()

    with pytest.raises(Refused):
        actions.reset_password(token, password="1234567890")
    actions.reset_password(token, password=NEW)


def test_the_database_does_not_hold_the_token(cast: Cast) -> None:
    token = ask()

    assert token not in session.scalars(select(SecretLink.token_hash)).all()


def test_there_is_nobody_to_mail_to_for_an_unknown_name(cast: Cast) -> None:
    assert actions.request_reset(login="anna@example.org", address="192.0.2.7") is None


def test_asking_very_often_has_to_wait_known_or_not(cast: Cast) -> None:
    for login in ("alma@example.org", "anna@example.org"):
        for _ in range(4):
            actions.request_reset(login=login, address="192.0.2.7")
        with pytest.raises(Throttled):
            actions.request_reset(login=login, address="192.0.2.7")


def test_the_first_operator_sets_the_site_up(site: object) -> None:
    token = actions.make_setup_link()

    olga_id = actions.register_operator(token, **FAY)

    assert viewer_of(olga_id).is_operator
    with pytest.raises(NotFound):
        actions.register_operator(token, **{**FAY, "handle": "gus"})


def test_a_handle_that_is_taken_does_not_use_the_link_up(site: object) -> None:
    token = actions.make_setup_link()

    with pytest.raises(Refused):
        actions.register_operator(token, **{**FAY, "password": "1234567890"})
    actions.register_operator(token, **FAY)


def test_there_is_no_link_while_there_is_an_operator(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.make_setup_link()


def test_an_old_link_makes_no_second_operator(site: object) -> None:
    token = actions.make_setup_link()
    fay_id = actions.join(
        handle="gus", display_name="Gus", email=None, password_hash=passwords.hash_of(PASSWORD)
    )
    actions.grant_role(None, fay_id, role="operator")

    with pytest.raises(Refused):
        actions.register_operator(token, **FAY)
    assert len(session.scalars(select(RoleGrant)).all()) == 1
