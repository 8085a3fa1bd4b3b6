"""Several selects in one statement: what a page needs of the same kind of moment is one way to the database, not many."""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    cast,
    literal_column,
    null,
    union_all,
)
from sqlalchemy.types import TypeEngine

from core.db import BigId, UtcDateTime, session

# What a column can be: which types are kept in it, and as what a missing one is told to the database.
_KINDS: dict[str, tuple[type[TypeEngine[Any]], TypeEngine[Any]]] = {
    "flag": (Boolean, Boolean()),
    "number": (Integer, BigId),
    "text": (String, Text()),
    "instant": (UtcDateTime, UtcDateTime()),
}


class Together:
    """Selects by name that are asked at once, as arms of a UNION ALL. Columns of one kind share the places, so that the
    statement is no wider than its widest arm. An arm has no order and no limit of its own (a subquery in it may)."""

    def __init__(self, arms: Mapping[str, Select[*tuple[Any, ...]]]) -> None:
        places = {name: _places(arm) for name, arm in arms.items()}
        slots = sorted({slot for taken in places.values() for slot in taken})
        self.names = list(arms)
        self.makers = [_maker(arms[name], [1 + slots.index(slot) for slot in places[name]]) for name in arms]
        parts = [_padded(number, arms[name], places[name], slots) for number, name in enumerate(arms)]
        self.statement = union_all(*parts) if len(parts) > 1 else parts[0]

    def ask(self, values: Mapping[str, Any]) -> dict[str, list[Any]]:
        """The rows of each arm, by its name, with the names of its columns and in no order: one query. `values` are
        those of the parameters of all arms."""
        found: dict[str, list[Any]] = {name: [] for name in self.names}
        lists = list(found.values())
        for row in session.execute(self.statement, values):
            lists[row[0]].append(self.makers[row[0]](row))
        return found


def _places(arm: Select[*tuple[Any, ...]]) -> list[str]:
    """The slot of each column: its kind and the how manieth of this kind it is."""
    count = dict.fromkeys(_KINDS, 0)
    places = []
    for column in arm.selected_columns:
        kind = _kind_of(column)
        places.append(f"{kind}_{count[kind]:02}")
        count[kind] += 1
    return places


def _kind_of(column: ColumnElement[Any]) -> str:
    for kind, (kept, _) in _KINDS.items():
        if isinstance(column.type, kept):
            return kind
    raise TypeError(f"no place for {column} of type {column.type!r}")


def _padded(
    number: int, arm: Select[*tuple[Any, ...]], places: list[str], slots: list[str]
) -> Select[*tuple[Any, ...]]:
    columns = dict(zip(places, arm.selected_columns, strict=True))
    return arm.with_only_columns(
        literal_column(str(number), Integer).label("arm"),
        *(_in_slot(slot, columns.get(slot), is_first=number == 0) for slot in slots),
        maintain_column_froms=True,
    )


def _in_slot(slot: str, column: ColumnElement[Any] | None, *, is_first: bool) -> ColumnElement[Any]:
    if column is not None:
        element = column.element if hasattr(column, "element") else column
        return element.label(slot)
    # PostgreSQL takes the types of a UNION from its first arm, and so does SQLAlchemy.
    return (cast(null(), _KINDS[slot.partition("_")[0]][1]) if is_first else null()).label(slot)


def _maker(arm: Select[*tuple[Any, ...]], positions: list[int]) -> Callable[[Any], Any]:
    make: Any = namedtuple("Row", [column.key for column in arm.selected_columns])  # type: ignore[misc]
    return lambda row: make(*[row[position] for position in positions])
