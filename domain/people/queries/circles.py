"""The viewer's own circle: friends, requests, people she follows or has blocked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.people.models import Block, Follow, FriendRequest, User
from domain.people.policy import not_blocked, visible_people
from domain.people.viewer import Viewer

REQUESTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a list; of the suggested, how many friends she has in common with the viewer; of those who ask or
    are asked, since when."""

    id: int
    handle: str
    display_name: str
    avatar_key: str | None
    mutual_count: int = 0
    at: datetime | None = None


def friends(viewer: Viewer, *, words: str = "", after: str = "", size: int = SIZE) -> Page[Person]:
    """The viewer's friends by handle; `words`: those whose name or handle has them; `after`: a handle."""
    return _followed(viewer, Follow.is_friend.is_(True), words, after, size)


def following(viewer: Viewer, *, words: str = "", after: str = "", size: int = SIZE) -> Page[Person]:
    """The people whose posts the viewer reads without being their friend."""
    return _followed(viewer, Follow.is_friend.is_(False), words, after, size)


def _followed(viewer: Viewer, kind: ColumnElement[bool], words: str, after: str, size: int) -> Page[Person]:
    statement = (
        _people().join(Follow, Follow.followee_id == User.id).where(Follow.follower_id == viewer.id, kind)
    )
    if words:
        pattern = "%" + words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        name = func.lower(User.display_name)
        statement = statement.where(
            or_(User.handle.like(pattern, escape="\\"), name.like(pattern, escape="\\"))
        )
    return _by_handle(visible_people(statement, viewer), after, size)


def blocked_people(viewer: Viewer, *, after: str = "", size: int = SIZE) -> Page[Person]:
    """Whom the viewer has blocked: the one list in which she still sees them."""
    statement = _people().join(Block, Block.blocked_id == User.id)
    return _by_handle(statement.where(Block.blocker_id == viewer.id, User.closed_at.is_(None)), after, size)


def friend_requests(viewer: Viewer, *, sent: bool = False, size: int = REQUESTS_SHOWN) -> list[Person]:
    """Who waits for the viewer's answer, or whose answer she waits for (`sent`); the newest first. The next ones
    appear when these are answered."""
    if sent:
        own, other = FriendRequest.from_id, FriendRequest.to_id
    else:
        own, other = FriendRequest.to_id, FriendRequest.from_id
    statement = (
        _people()
        .add_columns(literal(0), FriendRequest.created_at)
        .join(FriendRequest, other == User.id)
        .where(own == viewer.id)
        .order_by(FriendRequest.created_at.desc(), User.id.desc())
        .limit(size)
    )
    return [Person(*row) for row in session.execute(visible_people(statement, viewer))]


@dataclass(frozen=True, slots=True)
class FriendCounts:
    friends: int
    requests: int


def friend_counts(viewer: Viewer) -> FriendCounts:
    mine = Follow.follower_id == viewer.id, Follow.is_friend.is_(True)
    waiting = FriendRequest.to_id == viewer.id, not_blocked(viewer, FriendRequest.from_id)
    row = session.execute(
        select(
            select(func.count()).select_from(Follow).where(*mine).scalar_subquery(),
            select(func.count()).select_from(FriendRequest).where(*waiting).scalar_subquery(),
        )
    ).one()
    return FriendCounts(*row)


def _people() -> Select[*tuple[Any, ...]]:
    return select(User.id, User.handle, User.display_name, User.avatar_key)


def _by_handle(statement: Select[*tuple[Any, ...]], after: str, size: int) -> Page[Person]:
    rows = session.execute(statement.where(User.handle > after).order_by(User.handle).limit(size + 1))
    return page_of([Person(*row) for row in rows], size, lambda one: one.handle)
