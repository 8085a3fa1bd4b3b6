"""The migrations make what the models say, on both databases, and can be undone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, Table, inspect, select

from app import create_app
from core import triggers
from core.db import Model, db
from tests.services import postgres_cluster

ENVIRON = {"APP_ENV": "test", "SECRET_KEY": "x" * 40}


def made(folder: Path, **more: str) -> Flask:
    return create_app({**ENVIRON, "DATA_DIR": str(folder), **more})


def hold(site: Flask) -> None:
    with site.app_context():
        upgrade()
        with db.engine.connect() as connection:
            assert (
                compare_metadata(
                    MigrationContext.configure(connection, opts={"compare_type": True}), Model.metadata
                )
                == []
            )
            wanted = {
                trigger.name
                for trigger in triggers.registered()
                if (trigger.sqlite if connection.dialect.name == "sqlite" else trigger.postgresql)
            }
            assert wanted and wanted <= triggers.existing(connection)
        downgrade(revision="base")
        with db.engine.connect() as connection:
            assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        upgrade()
        db.engine.dispose()


def test_migrations_and_models_agree_on_sqlite(tmp_path):
    hold(made(tmp_path))


@pytest.mark.postgres
def test_migrations_and_models_agree_on_postgresql(tmp_path):
    with postgres_cluster() as url:
        hold(made(tmp_path, DATABASE_URL=str(url)))


def test_every_constraint_has_a_name():
    unnamed = [
        f"{table.name}: {constraint}"
        for table in Model.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []


# Of a site of the first release, rows of the tables that later migrations change or read: (table, what matters of it).
FIRST_WORLD: list[tuple[str, dict[str, Any]]] = [
    ("users", {"id": 1, "handle": "chen", "profile_window": "all", "purchases_shown": "named"}),
    ("merchants", {"id": 1, "kind": "company", "state": "verified"}),
    ("merchant_decisions", {"verdict": "verified"}),
    ("adjustments", {
        "kind": "entry_fee", "account_kind": "merchant_payable", "holder_id": 1, "amount_cents": -100_000,
        "currency": "CNY", "state": "posted", "decided_at": datetime(2025, 12, 31, tzinfo=UTC),
    }),
    ("categories", {"id": 1, "name": "Fruit"}),
    ("products", {"id": 1, "state": "on_sale", "angel_price_when": "second"}),
    ("variants", {"id": 1, "price_cents": 100}),
    ("orders", {
        "id": 1, "number": "1", "state": "refunded", "cash_holder": "platform", "delivery": "parcel",
        "goods_cents": 100, "total_cents": 100, "refunded_cents": 100,
    }),
    ("order_lines", {"id": 1, "quantity": 1, "net_cents": 100, "credit_basis": "chosen", "unit_price_cents": 100}),
    ("ratings", {"id": 1, "stars": 2, "is_refunded": True}),
    ("commissions", {"id": 1, "rate_bps": 1_000, "state": "void"}),
    ("groups", {}),
    ("group_members", {"basis": "happy_buyer", "lost_at": datetime(2026, 1, 2, tzinfo=UTC)}),
    ("messages", {"id": 1, "seq": 1, "state": "visible"}),
    ("questions", {"id": 1, "state": "visible"}),
    ("answers", {"id": 1, "state": "visible", "from_merchant": True}),
    ("posts", {"id": 1, "kind": "says", "audience": "public", "state": "visible"}),
    ("comments", {"id": 1, "state": "visible"}),
    ("watches", {"target_type": "group", "target_id": 1, "level": "none"}),
]  # fmt: skip
BLANK = {int: 0, str: "", bool: False, object: {}, datetime: datetime(2026, 1, 1, tzinfo=UTC)}


def put_down(connection: Connection, table: Table, known: dict[str, Any]) -> None:
    """Fills what must be filled: references lead to the first row, other columns are as empty as they can be."""
    needed = [column for column in table.columns if not column.nullable and column.server_default is None]
    blank = {column.name: 1 if column.foreign_keys else BLANK[column.type.python_type] for column in needed}
    if blank.get("id") == 0:
        blank["id"] = 1
    connection.execute(table.insert(), blank | known)


def hold_a_first_world(site: Flask) -> None:
    with site.app_context():
        upgrade(revision="0001")
        tables = MetaData()
        with db.engine.connect() as connection:
            tables.reflect(connection, only=[name for name, _ in FIRST_WORLD])
            for name, known in FIRST_WORLD:
                put_down(connection, tables.tables[name], known)
            connection.commit()
        upgrade()
        with db.engine.connect() as connection:
            now = Model.metadata.tables
            for name, _ in FIRST_WORLD:
                assert len(connection.execute(select(now[name])).all()) == 1, name
            assert connection.scalar(select(now["group_members"].c.lost_reason)) == "refund"
            answer = connection.execute(select(now["answers"])).one()
            assert answer.confirmed_at == answer.created_at
            invoice = connection.execute(select(now["invoices"])).one()
            assert (invoice.number, invoice.amount_cents) == ("E2025-0001", 100_000)
        downgrade(revision="0001")
        with db.engine.connect() as connection:
            assert connection.scalar(select(tables.tables["messages"].c.id)) == 1
        db.engine.dispose()


def test_a_site_of_the_first_release_keeps_what_it_holds_on_sqlite(tmp_path):
    hold_a_first_world(made(tmp_path))


@pytest.mark.postgres
def test_a_site_of_the_first_release_keeps_what_it_holds_on_postgresql(tmp_path):
    with postgres_cluster() as url:
        hold_a_first_world(made(tmp_path, DATABASE_URL=str(url)))
