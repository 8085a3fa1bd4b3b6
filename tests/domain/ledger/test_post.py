"""An entry balances, happens once, and moves the balances of its accounts."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import session
from core.errors import Conflict
from domain.ledger.actions import Line, Posting, post, post_all
from domain.ledger.models import Account, Entry, EntryLine

HUNDRED = (Line(("gateway", 0), -100), Line(("platform_fee", 0), 100))


def write(reference: str = "A", lines: tuple[Line, ...] = HUNDRED) -> int:
    return post(kind="sale", reference=reference, currency="CNY", lines=lines)


def balances() -> dict[tuple[str, int], int]:
    rows = session.execute(select(Account.kind, Account.holder_id, Account.balance_cents))
    return {(row.kind, row.holder_id): row.balance_cents for row in rows}


def test_an_entry_moves_the_balances_of_its_accounts(site: Flask) -> None:
    write("A")
    write("B")

    assert balances() == {("gateway", 0): -200, ("platform_fee", 0): 200}


def test_several_lines_of_one_account_all_count(site: Flask) -> None:
    write(lines=(*HUNDRED, Line(("gateway", 0), -50), Line(("angel_pending", 7), 50)))

    assert balances() == {("gateway", 0): -150, ("platform_fee", 0): 100, ("angel_pending", 7): 50}


def test_the_same_entry_is_posted_once(site: Flask) -> None:
    first = write()

    assert write() == first
    assert session.scalar(select(func.count()).select_from(EntryLine)) == 2
    assert balances() == {("gateway", 0): -100, ("platform_fee", 0): 100}


def test_the_same_name_with_other_amounts_is_a_conflict(site: Flask) -> None:
    write()

    with pytest.raises(Conflict):
        write(lines=(Line(("gateway", 0), -99), Line(("platform_fee", 0), 99)))


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(("gateway", 0), -100),),
        (Line(("gateway", 0), -100), Line(("platform_fee", 0), 99)),
        (Line(("gateway", 0), 0), Line(("platform_fee", 0), 0)),
        (Line(("nobody", 0), -100), Line(("platform_fee", 0), 100)),
    ],
)
def test_what_does_not_balance_is_refused_before_the_database_is_asked(
    site: Flask, lines: tuple[Line, ...]
) -> None:
    with pytest.raises(ValueError):
        write(lines=lines)


def test_of_several_postings_all_are_written_or_none(site: Flask) -> None:
    write("B", (Line(("gateway", 0), -1), Line(("platform_fee", 0), 1)))

    with pytest.raises(Conflict):
        post_all([Posting("sale", "A", "CNY", HUNDRED), Posting("sale", "B", "CNY", HUNDRED)])

    assert session.scalars(select(Entry.reference)).all() == ["B"]
