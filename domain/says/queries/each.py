"""The first few rows of each of several lists in one statement. A window over the whole of each list would take as long
as the longest of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, Subquery, bindparam, select, union_all

from core.db import BigId

# So many lists are asked in one statement; a page of a list has fewer.
AT_ONCE = 25


def first_of_each(of_one: Callable[[BindParameter[int]], Select[int]], count: int) -> Subquery:
    """The ids that `of_one`, a limited select of ids, gives for each of `count` lists."""
    parts = []
    for number in range(count):
        found = of_one(bindparam(f"list_{number}", type_=BigId)).subquery()
        parts.append(select(found.c.id))
    return union_all(*parts).subquery() if count > 1 else parts[0].subquery()


def batches(list_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The parameters of such statements, for as many of them as are needed."""
    for start in range(0, len(list_ids), AT_ONCE):
        yield {f"list_{number}": one for number, one in enumerate(list_ids[start : start + AT_ONCE])}
