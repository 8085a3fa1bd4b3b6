"""People as others meet them: cards, profiles, and what two people are to each other."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, exists, func, literal, or_, select, union_all

from core.db import BigId, session
from core.errors import NotFound
from domain.people.kinds import ME, anyone, kind_of
from domain.people.models import (
    Block,
    Circle,
    CircleMember,
    Follow,
    FriendRequest,
    Hiding,
    Mute,
    Suspension,
    User,
)
from domain.people.policy import NOW, visible_people
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as a name and a picture. Somebody who has left is shown without either."""

    id: int
    handle: str
    display_name: str
    avatar_key: str | None


def cards(ids: Iterable[int]) -> dict[int, PersonCard]:
    """The people with these ids. Whether the viewer may see them is settled by the query that found the ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(User.id, User.handle, User.display_name, User.avatar_key).where(User.id.in_(wanted))
    )
    return {row.id: PersonCard(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Profile:
    id: int
    handle: str
    display_name: str
    avatar_key: str | None
    bio: str
    joined_at: datetime
    friend_count: int
    follower_count: int
    mutual_friend_count: int
    is_suspended: bool


def person(viewer: Viewer, handle: str) -> Profile:
    """The profile of somebody. Raises NotFound when there is no such open account, or one has blocked the other."""
    row = session.execute(_profile(kind_of(viewer)), {"me": viewer.id, "handle": handle}).first()
    if row is None:
        raise NotFound
    return Profile(*row)


@cache
def _profile(kind: str) -> Select[*tuple[Any, ...]]:
    """Put together once for each kind of viewer: that takes longer than running it."""
    mine, hers = Follow.__table__.alias("mine"), Follow.__table__.alias("hers")
    own = Follow.follower_id == User.id
    friend_count = select(func.count()).select_from(Follow).where(own, Follow.is_friend.is_(True))
    follower_count = select(func.count()).select_from(Follow).where(Follow.followee_id == User.id)
    mutual_count = (
        select(func.count())
        .select_from(mine.join(hers, mine.c.followee_id == hers.c.followee_id))
        .where(
            mine.c.follower_id == ME,
            mine.c.is_friend.is_(True),
            hers.c.follower_id == User.id,
            hers.c.is_friend.is_(True),
        )
    )
    suspended = exists().where(
        Suspension.user_id == User.id, Suspension.lifted_at.is_(None), Suspension.until_at > NOW
    )
    statement = select(
        User.id,
        User.handle,
        User.display_name,
        User.avatar_key,
        User.bio,
        User.created_at,
        friend_count.correlate(User).scalar_subquery(),
        follower_count.correlate(User).scalar_subquery(),
        mutual_count.correlate(User).scalar_subquery(),
        suspended,
    ).where(User.handle == bindparam("handle"))
    return visible_people(statement, anyone(kind))


@dataclass(frozen=True, slots=True)
class Relation:
    """What the viewer and somebody are to each other. A friend whom the viewer does not follow is one whose posts
    she does not want to read."""

    is_self: bool = False
    is_friend: bool = False
    asked_by_me: bool = False
    asked_me: bool = False
    follows: bool = False
    blocked_by_me: bool = False
    hides_mine: bool = False
    is_muted: bool = False


def relation(viewer: Viewer, user_id: int) -> Relation:
    return relations(viewer, [user_id])[user_id]


def relations(viewer: Viewer, user_ids: Collection[int]) -> dict[int, Relation]:
    """The same for many people: one query."""
    if not viewer.is_signed_in or not user_ids:
        return dict.fromkeys(user_ids, Relation())
    found: dict[int, dict[str, Any]] = {user_id: {} for user_id in user_ids}
    for row in session.execute(_relations(), {"me": viewer.id, "people": list(user_ids)}):
        found[row.id][row.kind] = row
    return {user_id: _relation(user_id == viewer.id, facts) for user_id, facts in found.items()}


@cache
def _relations() -> CompoundSelect[*tuple[Any, ...]]:
    """Put together once: that takes longer than running it."""
    no, people = literal(False), bindparam("people", type_=BigId, expanding=True)
    return union_all(
        select(
            literal("follow").label("kind"),
            Follow.followee_id.label("id"),
            Follow.is_friend,
            Follow.shows_posts,
        ).where(Follow.follower_id == ME, Follow.followee_id.in_(people)),
        select(literal("asked_by_me"), FriendRequest.to_id, no, no).where(
            FriendRequest.from_id == ME, FriendRequest.to_id.in_(people)
        ),
        select(literal("asked_me"), FriendRequest.from_id, no, no).where(
            FriendRequest.to_id == ME, FriendRequest.from_id.in_(people)
        ),
        select(literal("blocked"), Block.blocked_id, no, no).where(
            Block.blocker_id == ME, Block.blocked_id.in_(people)
        ),
        select(literal("hides_mine"), Hiding.viewer_id, no, no).where(
            Hiding.owner_id == ME, Hiding.viewer_id.in_(people)
        ),
        select(literal("is_muted"), Mute.muted_id, no, no).where(
            Mute.user_id == ME,
            Mute.muted_id.in_(people),
            or_(Mute.until_at.is_(None), Mute.until_at > NOW),
        ),
    )


def _relation(is_self: bool, facts: dict[str, Any]) -> Relation:
    follow = facts.get("follow")
    return Relation(
        is_self=is_self,
        is_friend=follow is not None and follow.is_friend,
        asked_by_me="asked_by_me" in facts,
        asked_me="asked_me" in facts,
        follows=follow is not None and follow.shows_posts,
        blocked_by_me="blocked" in facts,
        hides_mine="hides_mine" in facts,
        is_muted="is_muted" in facts,
    )


def ids_of_sharers(viewer: Viewer) -> dict[str, list[int]]:
    """Whose posts for a kind of audience may be for the viewer: her friends by "friends", and by "circle" the people
    who have her in one. Not for showing: nobody learns that she is in a circle. One query."""
    found: dict[str, list[int]] = {"friends": [], "circle": []}
    if not viewer.is_signed_in:
        return found
    friends = select(literal("friends"), Follow.followee_id).where(
        Follow.follower_id == viewer.id, Follow.is_friend.is_(True)
    )
    owners = (
        select(literal("circle"), Circle.owner_id)
        .join(CircleMember, CircleMember.circle_id == Circle.id)
        .where(CircleMember.member_id == viewer.id)
        .distinct()
    )
    for kind, user_id in session.execute(union_all(friends, owners)):
        found[kind].append(user_id)
    return found


def ids_of_handles(viewer: Viewer, handles: Collection[str]) -> dict[str, int]:
    """Which of these handles the viewer may name, and whose they are."""
    wanted = {handle.lower() for handle in handles if "\0" not in handle}
    if not wanted:
        return {}
    rows = session.execute(
        visible_people(select(User.handle, User.id).where(User.handle.in_(wanted)), viewer)
    )
    return {row.handle: row.id for row in rows}


def id_of(viewer: Viewer, handle: str) -> int:
    """Whose handle this is. Raises NotFound when the viewer may not know of her."""
    found = ids_of_handles(viewer, [handle])
    if not found:
        raise NotFound
    return found[handle.lower()]


def id_of_blocked(viewer: Viewer, handle: str) -> int:
    """The one whom the viewer has blocked. Raises NotFound when she has not."""
    statement = (
        select(User.id)
        .join(Block, Block.blocked_id == User.id)
        .where(Block.blocker_id == viewer.id, User.handle == handle)
    )
    user_id = session.scalar(statement)
    if user_id is None:
        raise NotFound
    return user_id
