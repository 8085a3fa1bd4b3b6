"""The viewer's own circle: friends, requests, people she follows or has blocked, suggestions, invites."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from core.db import session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from domain.people.models import Block, Follow, FriendRequest, Invite, User
from domain.people.policy import not_blocked, visible_people
from domain.people.queries.profiles import PersonCard
from domain.people.viewer import Viewer

REQUESTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a list; where it matters, how many friends she has in common with the viewer, and since when."""

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
        .add_columns(_mutual_count(viewer), FriendRequest.created_at)
        .join(FriendRequest, other == User.id)
        .where(own == viewer.id)
        .order_by(FriendRequest.created_at.desc(), User.id.desc())
        .limit(size)
    )
    return [Person(*row) for row in session.execute(visible_people(statement, viewer))]


def suggestions(viewer: Viewer, *, size: int = SIZE) -> list[Person]:
    """Friends of friends, those with the most friends in common first."""
    mine, theirs, known, asked = aliased(Follow), aliased(Follow), aliased(Follow), aliased(FriendRequest)
    count = func.count().label("mutual_count")
    statement = (
        _people()
        .add_columns(count)
        .select_from(mine)
        .join(theirs, (theirs.follower_id == mine.followee_id) & theirs.is_friend.is_(True))
        .join(User, User.id == theirs.followee_id)
        .where(mine.follower_id == viewer.id, mine.is_friend.is_(True), User.id != viewer.id)
        .where(
            ~select(known.followee_id)
            .where(known.follower_id == viewer.id, known.followee_id == User.id, known.is_friend.is_(True))
            .exists(),
            ~select(asked.to_id)
            .where(
                or_(
                    (asked.from_id == viewer.id) & (asked.to_id == User.id),
                    (asked.to_id == viewer.id) & (asked.from_id == User.id),
                )
            )
            .exists(),
        )
        .group_by(User.id, User.handle, User.display_name, User.avatar_key)
        .order_by(count.desc(), User.id)
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


@dataclass(frozen=True, slots=True)
class InviteLink:
    code: str
    inviter: PersonCard
    created_at: datetime
    used_count: int


def invites(viewer: Viewer) -> list[InviteLink]:
    """The viewer's own open links, the newest first."""
    return [_link(row) for row in session.execute(_open_invites().where(Invite.inviter_id == viewer.id))]


def invite(viewer: Viewer, code: str) -> InviteLink:
    """An open link that somebody was given. Raises NotFound when it has ended or the inviter is out of sight."""
    row = session.execute(visible_people(_open_invites().where(Invite.code == code), viewer)).first()
    if row is None:
        raise NotFound
    return _link(row)


def _open_invites() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Invite.code,
            Invite.created_at,
            Invite.used_count,
            User.id,
            User.handle,
            User.display_name,
            User.avatar_key,
        )
        .join(User, User.id == Invite.inviter_id)
        .where(Invite.ended_at.is_(None))
        .order_by(Invite.id.desc())
    )


def _link(row: Any) -> InviteLink:
    inviter = PersonCard(row.id, row.handle, row.display_name, row.avatar_key)
    return InviteLink(row.code, inviter, row.created_at, row.used_count)


def _mutual_count(viewer: Viewer) -> Any:
    mine, hers = aliased(Follow), aliased(Follow)
    return (
        select(func.count())
        .select_from(mine)
        .join(hers, mine.followee_id == hers.followee_id)
        .where(
            mine.follower_id == viewer.id,
            mine.is_friend.is_(True),
            hers.follower_id == User.id,
            hers.is_friend.is_(True),
        )
        .correlate(User)
        .scalar_subquery()
    )


def _people() -> Select[*tuple[Any, ...]]:
    return select(User.id, User.handle, User.display_name, User.avatar_key)


def _by_handle(statement: Select[*tuple[Any, ...]], after: str, size: int) -> Page[Person]:
    rows = session.execute(statement.where(User.handle > after).order_by(User.handle).limit(size + 1))
    return page_of([Person(*row) for row in rows], size, lambda one: one.handle)
