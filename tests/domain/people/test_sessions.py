"""Sessions, and what their opening leaves behind."""

import argon2
import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotFound, Refused, Throttled
from domain.people import actions, passwords, queries
from domain.people.actions.attempts import network_of
from domain.people.events import SignedIn
from domain.people.models import Attempt, SecretLink, SignInSession, User
from tests.cast import PASSWORD, Cast
from tests.conftest import Time
from tests.events import recorded


def open_as(login: str, password: str = PASSWORD, address: str = "192.0.2.7") -> tuple[int, str]:
    return actions.open_session(
        login=login, password=password, address=address, user_agent="Mozilla", visitor_id="v" * 43
    )


def test_signing_in_tells_which_browser_it_was(cast: Cast) -> None:
    with recorded() as events:
        user_id, _ = open_as("alma")

    assert events == [SignedIn(user_id, "v" * 43)]


def test_an_outdated_hash_is_renewed_at_sign_in(cast: Cast) -> None:
    stronger = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    weaker, passwords.hasher = passwords.hasher, stronger
    try:
        open_as("alma")
        kept = session.scalars(select(User.password_hash).where(User.handle == "alma")).one()
        assert not stronger.check_needs_rehash(kept)
        assert passwords.fits(PASSWORD, kept)
    finally:
        passwords.hasher = weaker


def test_a_thousand_guesses_reach_the_hash_at_most_twenty_times(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = []
    fits = passwords.fits
    monkeypatch.setattr(passwords, "fits", lambda *given: reached.append(given) or fits(*given))
    for number in range(200):
        with pytest.raises((Refused, Throttled)):
            open_as("alma", f"guess-{number}")

    assert len(reached) <= 20


def test_an_unknown_name_costs_a_hash_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    class Counting(argon2.PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            compared.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    for login in ("alma", "anna"):
        with pytest.raises(Refused):
            open_as(login, "a wrong one")

    assert len(compared) == 2


def test_other_people_sign_in_from_the_place_of_an_attack(cast: Cast) -> None:
    for number in range(20):
        with pytest.raises((Refused, Throttled)):
            open_as("alma", f"guess-{number}")

    assert open_as("bo")[0] == cast.bo.id


def test_a_person_who_has_left_does_not_come_in(cast: Cast) -> None:
    from core import clock
    from core.unit import action

    @action
    def close() -> None:
        session.get_one(User, cast.eve.id).closed_at = clock.now()

    close()
    with pytest.raises(Refused):
        open_as("eve")


def test_somebody_ends_her_own_sessions_only(cast: Cast) -> None:
    open_as("alma")
    [device] = queries.devices(cast.alma, this="")

    with pytest.raises(NotFound):
        actions.end_session(cast.eve, device.key)
    actions.end_session(cast.alma, device.key)
    assert queries.devices(cast.alma, this="") == []


def test_a_new_password_ends_all_other_sessions(cast: Cast) -> None:
    open_as("alma")
    open_as("alma")
    kept = queries.devices(cast.alma, this="")[0].key

    actions.change_password(cast.alma, current=PASSWORD, new="plum harbour kettle", kept_session=kept)

    assert [device.key for device in queries.devices(cast.alma, this=kept)] == [kept]
    assert open_as("alma", "plum harbour kettle")[0] == cast.alma.id
    with pytest.raises(Refused):
        open_as("alma", PASSWORD)


def test_the_present_password_is_asked_for(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        actions.change_password(cast.alma, current="a wrong one", new="plum harbour kettle", kept_session="")

    assert refusal.value.field == "current"


def test_what_is_over_is_cleared_away(cast: Cast, time: Time) -> None:
    open_as("alma")
    actions.request_reset(login="alma", address="192.0.2.7")
    with pytest.raises(Refused):
        open_as("alma", "a wrong one")
    time.pass_(days=100)

    assert actions.forget_what_is_over() > 0
    for table in (SignInSession, SecretLink, Attempt):
        assert session.scalars(select(table)).all() == []


def test_a_household_counts_as_one_place() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("odd") == "odd"
