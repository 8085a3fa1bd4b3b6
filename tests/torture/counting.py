"""How many rows there are."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.db import session


def count(table: type[Any], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0
