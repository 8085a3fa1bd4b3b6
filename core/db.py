"""The database: session, column types, naming, how each engine is opened. Nothing of the business."""

import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    event,
    inspect,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column, scoped_session
from sqlalchemy.orm.session import Session
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_TIMEOUT_MS = 4_000

# SQLite gives a rowid alias only to INTEGER, PostgreSQL needs 64 bits.
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (
            value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)
        )

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, int: BigInteger().with_variant(Integer, "sqlite")}


# Set by the unit of work for as long as its transaction is open.
writes: ContextVar[bool] = ContextVar("writes", default=False)


class ReadingSession(BoundSession):
    """Only reads as long as nobody writes. On PostgreSQL it then asks without a transaction: no BEGIN and ROLLBACK
    around each page, no snapshot kept from the vacuum, and the prepared statements of the connection stay."""

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **options)
        if writes.get() or not isinstance(bind, Engine) or bind.dialect.name != "postgresql":
            return bind
        return _reading(bind)


@lru_cache(maxsize=4)
def _reading(engine: Engine) -> Engine:
    """The same pool, each statement by itself. The server refuses to write then: see `_open`."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(
    metadata=Model.metadata, session_options={"expire_on_commit": False, "class_": ReadingSession}
)
session: scoped_session[Session] = db.session  # type: ignore[assignment]

S = TypeVar("S", bound=Select[Any])
A = TypeVar("A", bound=Model)


def alias(model: type[A]) -> type[A]:
    """An alias that lives in a module, for all threads. SQLAlchemy indexes the columns of an alias at the first look,
    and a thread that looks meanwhile misses some: its statements, kept for as long as the process lives, would name
    the table itself. So the first look is here, while a module is imported by one thread."""
    made = aliased(model)
    whole = inspect(made).selectable
    for column in model.__table__.columns:
        whole.corresponding_column(column)
    return made


def primary_key() -> Mapped[int]:
    return mapped_column(BigId, primary_key=True)


def fk(target: str, **options: Any) -> Any:
    """A required reference; pass nullable=True for an optional one. Indexed only when asked (index=True)."""
    ondelete = options.pop("ondelete", None)
    return mapped_column(BigId, ForeignKey(target, ondelete=ondelete), **options)


def not_negative(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")


def lock(statement: S) -> S:
    """The locking form of a read: row locks on PostgreSQL, fresh values on both."""
    return statement.with_for_update().execution_options(populate_existing=True)


def end_reading(_error: BaseException | None = None) -> None:
    """Gives the connection back at the end of a request. That a database which has just gone can no longer be told
    so must not spoil an answer that is ready."""
    try:
        session.rollback()
    except DBAPIError:
        session().invalidate()


@event.listens_for(Engine, "connect")
def _open(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        _open_sqlite(connection)
    else:
        # Each transaction says that it writes: without one the server refuses to (POSTGRES in app.py).
        connection.read_only = False


def _open_sqlite(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        # INSERT OR REPLACE must not slip past the triggers that refuse deletion.
        "recursive_triggers=ON",
        "cache_size=-16000",
        "mmap_size=268435456",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
