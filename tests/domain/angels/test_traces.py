"""Marks of accounts: alike for the same thing however it is written, hashed with the site's key, gone after 90 days."""

import pytest
from sqlalchemy import select

from core.db import session
from core.unit import action
from domain.angels import traces
from domain.angels.models import Trace
from tests.cast import Cast
from tests.conftest import Time


@action
def left(user_id: int, phone: str) -> None:
    traces.note(user_id, [("phone", traces.of_phone(phone))])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("138 0000 1234", "+86-13800001234", True),
        ("１３８００００１２３４", "13800001234", True),
        ("13800001234", "13800001235", False),
    ],
)
def test_a_number_is_known_again_however_it_is_written(
    site: object, one: str, other: str, same: bool
) -> None:
    assert (traces.of_phone(one) == traces.of_phone(other)) is same


def test_an_address_is_known_again_however_it_is_spaced(site: object) -> None:
    assert traces.of_address("Hangzhou", "West Lake Road 7") == traces.of_address(
        "HANGZHOU ", "West Lake Road, 7"
    )
    assert traces.of_address("Hangzhou", "") == ""


def test_nothing_can_be_read_from_a_trace_without_the_sites_key(cast: Cast) -> None:
    with_key = traces.of_phone("13800001234")
    try:
        traces.use("another key")
        assert traces.of_phone("13800001234") != with_key
    finally:
        traces.use("x" * 40)
    assert traces.of_phone("13800001234") == with_key
    assert "1380000" not in with_key


def test_a_trace_that_is_left_again_lives_longer_and_is_one_row(cast: Cast, time: Time) -> None:
    left(cast.bo.id, "13800001234")
    time.pass_(days=60)
    left(cast.bo.id, "13800001234")
    time.pass_(days=60)

    assert traces.forget_old() == 0
    assert len(session.scalars(select(Trace)).all()) == 1


def test_traces_are_deleted_after_90_days(cast: Cast, time: Time) -> None:
    left(cast.bo.id, "13800001234")
    time.pass_(days=89)
    assert traces.forget_old() == 0
    time.pass_(days=2)

    assert (traces.forget_old(), traces.forget_old()) == (1, 0)
    assert session.scalars(select(Trace)).all() == []
