"""How the rows of an export are read: in batches, so that a long life here takes no more memory than a short one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, true, tuple_

from core.db import session
from domain.people.viewer import Viewer

BATCH = 500

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`select_of(viewer)` finds the rows; the first columns, `keys` of them, tell them apart and order them."""

    name: str
    select_of: Callable[[Viewer], Select[*tuple[Any, ...]]]
    keys: int = 1


def rows_of(viewer: Viewer, table: Table) -> Iterator[Row]:
    """The viewer's rows of a table, in the order of its keys."""
    statement = table.select_of(viewer)
    keys = list(statement.selected_columns)[: table.keys]
    statement = statement.order_by(*keys).limit(BATCH)
    batch = session.execute(statement).all()
    while batch:
        yield from (dict(row._mapping) for row in batch)
        if len(batch) < BATCH:
            return
        after = tuple_(*keys) > tuple(batch[-1][: table.keys])
        batch = session.execute(statement.where(after)).all()


def end_reading() -> None:
    """Ends the reading transaction: a download may take long, and need not hold the database's past until then."""
    session.rollback()


def own(owner: Any, *columns: Any, where: Any = None) -> Callable[[Viewer], Select[*tuple[Any, ...]]]:
    """The rows of one table that are the viewer's by one column."""
    return lambda me: select(*columns).where(owner == me.id, true() if where is None else where)
