"""Small things that everything stands on: instants, ids, pages, decisions, events."""

from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from hypothesis import given, strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from core import clock, ids
from core.db import session
from core.errors import NotAllowed
from core.events import Event
from core.paging import page_of
from core.policy import YES, no, require
from core.unit import action
from domain.catalog.models import Category, Product
from domain.people.models import User

# Instants


@action
def joined(at: datetime) -> None:
    session.add(User(handle="zoe", display_name="Zoe", password_hash="x", created_at=at))


def test_an_instant_comes_back_as_it_was_whatever_its_zone(site: Flask) -> None:
    shanghai = datetime(2026, 5, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    joined(shanghai)
    session.rollback()
    found = session.scalars(select(User.created_at)).one()

    assert found == shanghai and found.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(site: Flask) -> None:
    with pytest.raises(StatementError, match="time zone"):
        joined(datetime(2026, 5, 1))


def test_the_clock_is_aware_and_can_be_moved_within_moves() -> None:
    plain = clock.now()
    with clock.shifted(timedelta(days=2)), clock.shifted(timedelta(hours=-1)):
        assert clock.offset() == timedelta(days=1, hours=23)
    assert plain.tzinfo is UTC and clock.offset() == timedelta()


# Ids


def test_ids_grow_with_time_and_fit_into_a_column() -> None:
    made = [ids.new_id() for _ in range(1_000)]

    assert made == sorted(set(made)) and max(made) < 2**63


def test_codes_are_of_letters_that_people_do_not_mistake() -> None:
    made = "".join(ids.code(12) for _ in range(200))

    assert not set(made) & set("ILOU") and set(made) <= set(ids.CROCKFORD)
    assert len({ids.token() for _ in range(100)}) == 100 and len(ids.token()) == 43


# Pages


@given(st.integers(0, 60), st.integers(1, 20))
def test_pages_by_key_show_every_row_once(count: int, size: int) -> None:
    rows = list(range(count, 0, -1))
    seen: list[int] = []
    before: int | str | None = None
    for _ in range(count + 2):
        rest = [row for row in rows if before is None or row < int(before)]
        page = page_of(rest[: size + 1], size, lambda row: row)
        seen += page
        before = page.next_cursor
        if before is None:
            break

    assert seen == rows


# Decisions


def test_a_refusal_carries_its_reason_to_the_reader() -> None:
    require(YES)
    with pytest.raises(NotAllowed) as caught:
        require(no("Only angels may."))

    assert caught.value.text == "Only angels may." and not no("x") and YES


# Events


@dataclass(frozen=True, slots=True)
class Tasted(Event):
    person_id: int
    at: datetime
    ids: tuple[int, ...] = ()


def test_an_event_travels_through_the_outbox_as_it_was() -> None:
    fact = Tasted(7, datetime(2026, 5, 1, tzinfo=UTC), (1, 2))
    travelled = Tasted.from_json(fact.to_json())

    assert travelled == fact
    with pytest.raises(FrozenInstanceError):
        fact.person_id = 8  # type: ignore[misc]


# The database


def test_a_row_that_refers_to_nothing_is_refused(site: Flask) -> None:
    @action
    def orphan() -> None:
        session.add(
            Product(
                merchant_id=999,
                category_id=999,
                title="x",
                state="draft",
                price_cents=1,
                created_at=clock.now(),
            )
        )

    with pytest.raises(IntegrityError):
        orphan()


@pytest.mark.sqlite
def test_what_is_committed_has_reached_the_disk(site: Flask) -> None:
    """A power cut must not take an order back."""
    assert session.scalar(text("PRAGMA synchronous")) == 2
    assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_reading_takes_no_lock_from_writers(site: Flask) -> None:
    session.scalars(select(Category)).all()

    @action
    def write() -> None:
        session.add(Category(name="Tea"))

    write()
    assert session.scalars(select(Category.name)).all() == ["Tea"]
