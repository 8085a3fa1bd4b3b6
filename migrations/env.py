"""Runs migrations on the site's own engine. On SQLite foreign keys are off while tables are copied; missing
triggers are created again afterwards, and every reference is checked."""

from alembic import context
from flask import current_app
from sqlalchemy import BigInteger, Connection

from core import triggers
from core.db import Model, UtcDateTime

target = Model.metadata


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Writes our own types as what they are in the database, so that a migration needs none of our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, BigInteger):
        return "ID"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=target,
        # SQLite changes tables by copying them; new tables need no such thing (-x batch=no).
        render_as_batch=context.get_x_argument(as_dictionary=True).get("batch") != "no",
        render_item=render_item,
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
