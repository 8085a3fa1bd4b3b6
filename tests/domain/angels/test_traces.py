"""Marks of accounts: alike for the same thing however it is written, hashed with the site's key, gone after 90 days."""

import pytest
from sqlalchemy import select

from core.db import session
from core.unit import action
from domain.angels import actions, traces
from domain.angels.models import Touch, Trace
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
    # Whichever site was made last in this process has left its key.
    traces.use("x" * 40)
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


@pytest.mark.parametrize(("is_known_person", "stays"), [(True, ""), (False, "-")])
def test_which_browser_a_visit_came_by_is_forgotten_after_90_days_and_the_visit_is_not(
    cast: Cast, time: Time, is_known_person: bool, stays: str
) -> None:
    actions.endorse(cast.alma, cast.product_id)
    code = actions.make_share_link(cast.alma, product_id=cast.product_id)
    actions.record_touch(code, user_id=cast.bo.id if is_known_person else None, visitor_id="v" * 43)
    time.pass_(days=89)
    assert traces.forget_browsers() == 0
    time.pass_(days=2)

    assert (traces.forget_browsers(), traces.forget_browsers()) == (1, 0)
    assert session.scalars(select(Touch.visitor_id)).all() == [stays]


def test_old_visits_are_found_by_their_index(cast: Cast) -> None:
    if session.connection().dialect.name == "sqlite":
        found = session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM touches WHERE length(visitor_id) > 1 AND at < '2020'"
        )
        assert "ix_touches_known" in str(found.all())
