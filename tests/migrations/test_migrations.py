"""The migrations make what the models say, on both databases, and can be undone."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

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
