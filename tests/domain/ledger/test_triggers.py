"""The database itself refuses what would spoil the ledger, whoever writes to it, on SQLite and PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from core import triggers
from core.db import Model
from tests.services import Missing, postgres_cluster

Write = Callable[[Connection], object]

ENTRY = "INSERT INTO entries (id, kind, reference, currency, memo, posted_at) VALUES (:id, 'sale', :reference, 'CNY', '', '2026-01-01')"
LINE = "INSERT INTO entry_lines (entry_id, account_id, amount_cents) VALUES (:entry, :account, :cents)"


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    import domain.models  # noqa: F401

    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}")
    yield from _prepared(engine)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Engine]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_cluster())
        except Missing as missing:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(missing))
        yield from _prepared(create_engine(url))


def _prepared(engine: Engine) -> Iterator[Engine]:
    Model.metadata.create_all(engine)
    with engine.begin() as connection:
        triggers.create_missing(connection)
        for number, (kind, currency) in enumerate(
            (("gateway", "CNY"), ("platform_fee", "CNY"), ("bank", "USD"))
        ):
            connection.execute(
                text(
                    "INSERT INTO accounts (id, kind, holder_id, currency, balance_cents, last_line_id) VALUES (:id, :kind, 0, :currency, 0, 0)"
                ),
                {"id": number + 1, "kind": kind, "currency": currency},
            )
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A transaction on a ledger that holds one good entry (1), undone afterwards."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.connect() as connection:
        entry(connection, 1, (1, -100), (2, 100))
        yield connection
        connection.rollback()


def lines(connection: Connection, entry_id: int, *moves: tuple[int, int]) -> None:
    for account, cents in moves:
        connection.execute(text(LINE), {"entry": entry_id, "account": account, "cents": cents})


def entry(connection: Connection, entry_id: int, *moves: tuple[int, int]) -> None:
    lines(connection, entry_id, *moves)
    connection.execute(text(ENTRY), {"id": entry_id, "reference": f"R{entry_id}"})


REFUSED: dict[str, Write] = {
    "no lines": lambda c: entry(c, 2),
    "one line": lambda c: entry(c, 2, (1, -100)),
    "lines that do not add up": lambda c: entry(c, 2, (1, -100), (2, 99)),
    "two currencies": lambda c: entry(c, 2, (1, -100), (3, 100)),
    "a line of zero": lambda c: entry(c, 2, (1, -100), (2, 100), (2, 0)),
    "the same name again": lambda c: c.execute(text(ENTRY), {"id": 1, "reference": "R1"}),
    "more lines for a closed entry": lambda c: lines(c, 1, (1, -5), (2, 5)),
    "a line of an unknown account": lambda c: entry(c, 2, (99, -100), (2, 100)),
    "a changed line": lambda c: c.execute(text("UPDATE entry_lines SET amount_cents = -amount_cents")),
    "a deleted line": lambda c: c.execute(text("DELETE FROM entry_lines WHERE entry_id = 1")),
    "all lines deleted": lambda c: c.execute(text("DELETE FROM entry_lines")),
    "a changed entry": lambda c: c.execute(text("UPDATE entries SET memo = 'other'")),
    "a deleted entry": lambda c: c.execute(text("DELETE FROM entries WHERE id = 1")),
    "a balance set by hand": lambda c: c.execute(text("UPDATE accounts SET balance_cents = 5 WHERE id = 2")),
    "a balance with more than its lines": lambda c: c.execute(
        text("UPDATE accounts SET balance_cents = 101, last_line_id = 999 WHERE id = 2")
    ),
    "lines that are counted twice": lambda c: [counted(c), counted(c)],
    "lines that are counted anew": lambda c: [
        counted(c),
        c.execute(text("UPDATE accounts SET balance_cents = 200, last_line_id = 0 WHERE id = 2")),
    ],
    "an account that begins with money": lambda c: c.execute(
        text(
            "INSERT INTO accounts (id, kind, holder_id, currency, balance_cents, last_line_id) VALUES (9, 'bank', 0, 'CNY', 5, 0)"
        )
    ),
    "an account of another": lambda c: c.execute(text("UPDATE accounts SET holder_id = 7 WHERE id = 2")),
    "a deleted account": lambda c: c.execute(text("DELETE FROM accounts WHERE id = 2")),
    "a changed statement": lambda c: [
        statement(c),
        c.execute(text("UPDATE statements SET closing_cents = 5")),
    ],
    "a deleted statement": lambda c: [statement(c), c.execute(text("DELETE FROM statements"))],
}


def counted(connection: Connection) -> None:
    """Account 2 counts the line of entry 1, as the ledger does."""
    connection.execute(
        text(
            "UPDATE accounts SET balance_cents = balance_cents + 100, last_line_id = (SELECT max(id) FROM entry_lines WHERE account_id = 2) WHERE id = 2"
        )
    )


def statement(connection: Connection) -> None:
    connection.execute(
        text(
            """INSERT INTO statements (id, holder_kind, holder_id, currency, month, until_at, last_line_id, line_count,
            opening_cents, closing_cents, previous_sha256, sha256, made_at)
            VALUES (1, 'site', 0, 'CNY', '2026-01', '2026-02-01', 1, 1, 0, 1, '', 'x', '2026-02-01')"""
        )
    )


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(ledger: Connection, what: str) -> None:
    with pytest.raises(DBAPIError):
        REFUSED[what](ledger)


def test_a_good_entry_is_taken(ledger: Connection) -> None:
    entry(ledger, 2, (1, -300), (2, 100), (2, 200))

    assert ledger.scalar(text("SELECT sum(amount_cents) FROM entry_lines")) == 0


def test_a_balance_counts_its_lines(ledger: Connection) -> None:
    counted(ledger)

    assert ledger.scalar(text("SELECT balance_cents FROM accounts WHERE id = 2")) == 100


def test_lines_without_a_header_cannot_be_committed(ledger: Connection) -> None:
    lines(ledger, 2, (1, -100), (2, 100))

    with pytest.raises(DBAPIError):
        ledger.commit()


def test_sqlite_does_not_replace_a_line_or_an_entry(sqlite: Engine) -> None:
    """INSERT OR REPLACE deletes what is in its way without asking the delete trigger."""
    replaced = {
        "line": "INSERT OR REPLACE INTO entry_lines (id, entry_id, account_id, amount_cents) SELECT min(id), 2, 1, -1 FROM entry_lines",
        "entry": ENTRY.replace("INSERT", "INSERT OR REPLACE")
        .replace(":id", "1")
        .replace(":reference", "'other'"),
        "entry of the same name": ENTRY.replace("INSERT", "INSERT OR REPLACE")
        .replace(":id", "9")
        .replace(":reference", "'R1'"),
    }
    for statement in replaced.values():
        with sqlite.connect() as connection:
            entry(connection, 1, (1, -100), (2, 100))
            lines(connection, 9, (1, -100), (2, 100))
            with pytest.raises(DBAPIError):
                connection.execute(text(statement))
            connection.rollback()


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["entries", "entry_lines"])
def test_postgresql_does_not_truncate(postgresql: Engine, table: str) -> None:
    with postgresql.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


class TestWithoutTheTriggers:
    """What the guards are for: the same writes go through on tables that lack them."""

    @pytest.fixture
    def bare(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
        engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('bare') / 'ledger.db'}")
        Model.metadata.create_all(engine)
        with engine.connect() as connection:
            connection.execute(
                text(
                    "INSERT INTO accounts (id, kind, holder_id, currency, balance_cents, last_line_id) VALUES (1, 'gateway', 0, 'CNY', 0, 0), (2, 'platform_fee', 0, 'CNY', 0, 0), (3, 'bank', 0, 'USD', 0, 0)"
                )
            )
            entry(connection, 1, (1, -100), (2, 100))
            yield connection
        engine.dispose()

    @pytest.mark.parametrize(
        "what",
        [
            "no lines",
            "one line",
            "lines that do not add up",
            "two currencies",
            "more lines for a closed entry",
            "a changed line",
            "all lines deleted",
            "a changed entry",
        ],
    )
    def test_the_naive_table_takes(self, bare: Connection, what: str) -> None:
        REFUSED[what](bare)


def test_the_site_has_the_triggers(site: Flask) -> None:
    from domain.checks import triggers_exist

    assert triggers_exist() == []
