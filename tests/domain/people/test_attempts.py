"""Throttles hold when many try at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import session
from core.errors import Throttled
from domain.people.actions import attempts
from domain.people.actions.attempts import Limit
from domain.people.models import Attempt
from tests.conftest import Time

THREE = Limit("somebody", 3, timedelta(minutes=15))


def test_tries_are_counted_and_given_back(site: Flask) -> None:
    for _ in range(5):
        attempts.give_back(attempts.take("login", [THREE]))
    for _ in range(3):
        attempts.take("login", [THREE])

    with pytest.raises(Throttled) as wait:
        attempts.take("login", [THREE])
    assert 890 < wait.value.retry_after <= 901


def test_a_refused_try_uses_nothing_up(site: Flask, time: Time) -> None:
    for _ in range(3):
        attempts.take("login", [THREE])
    for _ in range(3):
        with pytest.raises(Throttled):
            attempts.take("login", [Limit("somebody else", 9, THREE.window), THREE])

    assert session.scalar(select(func.count(Attempt.id))) == 3
    time.pass_(minutes=16)
    attempts.take("login", [THREE])


def test_one_scope_does_not_use_up_another(site: Flask) -> None:
    for _ in range(3):
        attempts.take("login", [THREE])

    attempts.take("reset", [THREE])


def test_what_was_typed_is_not_kept(site: Flask) -> None:
    attempts.take("login", [THREE])

    assert "somebody" not in session.scalars(select(Attempt.key)).one()


@pytest.mark.torture
def test_of_twenty_tries_at_once_three_pass(site: Flask) -> None:
    def try_once(_: int) -> str:
        with site.app_context():
            try:
                attempts.take("login", [THREE])
            except Throttled:
                return "has to wait"
            finally:
                session.remove()
            return "passes"

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(try_once, range(20)))

    assert outcomes == {"passes": 3, "has to wait": 17}
