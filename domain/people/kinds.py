"""Kinds of viewers. A statement that depends on who looks is put together once for each kind and run with her id:
putting one together takes longer than running it."""

from sqlalchemy import bindparam

from core.db import BigId
from domain.people.viewer import ANONYMOUS, Viewer

ME = bindparam("me", type_=BigId)


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
