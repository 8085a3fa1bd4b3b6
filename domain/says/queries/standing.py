"""Statements of the lists are put together once for each kind of reader and run with her id: putting one together
takes longer than running it."""

from typing import Any

from sqlalchemy import Integer, Select, bindparam

from core.db import BigId
from domain.people.viewer import ANONYMOUS, Viewer

Rows = Select[*tuple[Any, ...]]

ME = bindparam("me", type_=BigId)
START = bindparam("start", type_=BigId)
FLOOR = bindparam("floor", type_=BigId)
AUTHOR = bindparam("author", type_=BigId)
PRODUCT = bindparam("product", type_=BigId)
# Written out: PostgreSQL keeps a plan for all readers only where it knows how few rows are wanted.
MANY = bindparam("many", type_=Integer, literal_execute=True)
POSTS = bindparam("posts", type_=BigId, expanding=True)

# Above every id: where a list without a cursor starts.
TOP = 2**62


class _Somebody(Viewer):
    """Whoever is signed in. Her id is a parameter of the statement, what depends on her roles is in its words."""

    __slots__ = ()

    @property
    def is_signed_in(self) -> bool:
        return True


_KINDS: dict[str, Viewer] = {
    "stranger": ANONYMOUS,
    "member": _Somebody(ME),  # type: ignore[arg-type]
    "moderator": _Somebody(ME, roles=frozenset({"moderator"})),  # type: ignore[arg-type]
}


def kind_of(viewer: Viewer) -> str:
    """Which statements are this viewer's."""
    if viewer.is_moderator:
        return "moderator"
    else:
        return "member" if viewer.is_signed_in else "stranger"


def anyone(kind: str) -> Viewer:
    """Stands for all viewers of a kind while a statement is put together."""
    return _KINDS[kind]
