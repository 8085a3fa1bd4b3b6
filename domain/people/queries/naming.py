"""People to be named in a text, while it is typed."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from core.db import session
from domain.people.models import Follow, User
from domain.people.policy import visible_people
from domain.people.queries.profiles import PersonCard
from domain.people.viewer import Viewer

SUGGESTED = 8

# However a database sorts signs, these have the next letter or digit after them.
FOLLOWED_BY_ITS_NEXT = frozenset("abcdefghijklmnopqrstuvwxy012345678")


def suggested(viewer: Viewer, typed: str) -> list[PersonCard]:
    """The viewer's friends whose handle or name has what was typed, then others whom she follows, then anybody of
    whom she may know and whose handle begins with it. Two queries, or one."""
    known = _known(viewer, typed)
    if len(known) == SUGGESTED or not typed.isascii() or not typed:
        return known
    return known + _others(
        viewer, typed.lower(), [viewer.id, *(one.id for one in known)], SUGGESTED - len(known)
    )


def _known(viewer: Viewer, typed: str) -> list[PersonCard]:
    statement = (
        _people()
        .join(Follow, Follow.followee_id == User.id)
        .where(Follow.follower_id == viewer.id)
        .order_by(Follow.is_friend.desc(), User.handle)
        .limit(SUGGESTED)
    )
    if typed:
        words = typed.lower()
        statement = statement.where(
            or_(
                User.handle.startswith(words, autoescape=True),
                func.lower(User.display_name).contains(words, autoescape=True),
            )
        )
    return _cards(visible_people(statement, viewer))


def _others(viewer: Viewer, beginning: str, except_ids: list[int], room: int) -> list[PersonCard]:
    # The range beside the pattern lets the index find them among all accounts.
    statement = (
        _people()
        .where(
            User.handle.startswith(beginning, autoescape=True),
            User.handle >= beginning,
            User.id.not_in(except_ids),
        )
        .order_by(User.handle)
        .limit(room)
    )
    if beginning[-1] in FOLLOWED_BY_ITS_NEXT:
        statement = statement.where(User.handle < beginning[:-1] + chr(ord(beginning[-1]) + 1))
    return _cards(visible_people(statement, viewer))


def _people() -> Select[*tuple[Any, ...]]:
    return select(User.id, User.handle, User.display_name, User.avatar_key)


def _cards(statement: Select[*tuple[Any, ...]]) -> list[PersonCard]:
    return [PersonCard(*row) for row in session.execute(statement)]
