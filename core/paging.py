"""Keyset paging: a page knows where the next one begins, never how many there are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` in reading order; `next_cursor` is None on the last page."""

    items: Sequence[T]
    next_cursor: int | str | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page_of(rows: Sequence[T], size: int, cursor: Callable[[T], int | str]) -> Page[T]:
    """Makes a page of up to `size` from `size + 1` fetched rows."""
    if len(rows) > size:
        shown = rows[:size]
        return Page(shown, cursor(shown[-1]))
    return Page(rows)
