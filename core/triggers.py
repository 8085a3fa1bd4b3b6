"""Triggers are part of the schema: each room registers its own, migrations create them, `check` looks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text


@dataclass(frozen=True, slots=True)
class Trigger:
    """One rule in the database. `sqlite` and `postgresql` are the statements that create it, in order."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


_registered: dict[str, Trigger] = {}


def register(trigger: Trigger) -> None:
    _registered[trigger.name] = trigger


def registered() -> tuple[Trigger, ...]:
    return tuple(_registered.values())


def append_only(table: str, verbs: Sequence[str] = ("update", "delete")) -> None:
    """Registers triggers that refuse UPDATE and DELETE on `table`, or one of them."""
    for verb in verbs:
        name = f"{table}_refuses_{verb}"
        register(
            Trigger(
                name,
                table,
                (
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
                ),
                (
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ "
                    f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql",
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}()",
                ),
            )
        )


def create_missing(connection: Connection) -> None:
    """Creates each registered trigger whose table exists and that is not there yet."""
    there = existing(connection)
    tables = set(inspect(connection).get_table_names())
    for trigger in registered():
        if trigger.name not in there and trigger.table in tables:
            for statement in trigger.sqlite if connection.dialect.name == "sqlite" else trigger.postgresql:
                connection.execute(text(statement))


def existing(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return {row[0] for row in rows}
