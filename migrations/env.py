"""Runs migrations on the site's own engine. On SQLite foreign keys are off while tables are copied; missing
triggers are created again afterwards, and every reference is checked."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from core import triggers
from core.db import Model

target = Model.metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=target,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
    triggers.create_missing(connection)


def online() -> None:
    engine = current_app.extensions["migrate"].db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        run(connection)
        connection.commit()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"references that lead nowhere after the migration: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("Migrations run on the database itself: flask --app app db upgrade")
online()
