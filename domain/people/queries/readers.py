"""Who reads what the viewer writes: her circles and how many people are behind each choice of an audience."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, exists, func, null, select, union_all

from core.db import BigId, session
from core.errors import NotFound
from core.paging import SIZE, Page
from domain.people.models import Circle, CircleMember, Follow, Hiding, Mute, User
from domain.people.policy import NOW, visible_people
from domain.people.queries.circles import Person, _by_handle, _people
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CircleRow:
    id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Readers:
    """Counted are those who do read it: open accounts from which the viewer does not keep her posts."""

    friends: int = 0
    profile_window: str = "all"
    circles: tuple[CircleRow, ...] = ()

    def circle(self, circle_id: int | None) -> CircleRow | None:
        return next((one for one in self.circles if one.id == circle_id), None)


def readers(viewer: Viewer) -> Readers:
    """The viewer's friends and open circles with their numbers: one query."""
    if not viewer.is_signed_in:
        return Readers()
    return readers_in(session.execute(readers_of(viewer)).all())


def readers_in(rows: Collection[Any]) -> Readers:
    """The same of rows of `readers_of`, which a page may have asked together with others."""
    circles = sorted((row for row in rows if row.id is not None), key=lambda row: row.id)
    owner = next(row for row in rows if row.id is None)
    return Readers(owner.people, owner.name, tuple(CircleRow(*row) for row in circles))


def readers_of(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Rows for `readers_in`, in no order: the viewer's own, without an id, tells her friends and the window."""
    friends = (
        select(func.count())
        .select_from(Follow)
        .join(User, User.id == Follow.followee_id)
        .where(Follow.follower_id == viewer.id, Follow.is_friend.is_(True), _reads(viewer))
        .scalar_subquery()
    )
    owner = select(
        cast(null(), BigId).label("id"), User.profile_window.label("name"), friends.label("count")
    ).where(User.id == viewer.id)
    both = union_all(owner, _circles(viewer)).subquery()
    return select(both.c.id, both.c.name, both.c["count"].label("people"))


def _circles(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    member = User.__table__.alias("member")
    count = (
        select(func.count())
        .select_from(CircleMember)
        .join(member, member.c.id == CircleMember.member_id)
        .where(CircleMember.circle_id == Circle.id, _reads(viewer, member))
        .correlate(Circle)
        .scalar_subquery()
    )
    mine = (Circle.owner_id == viewer.id, Circle.ended_at.is_(None))
    return select(Circle.id, Circle.name, count.label("count")).where(*mine)


def _reads(viewer: Viewer, person: Any = User) -> ColumnElement[bool]:
    column = person.c if hasattr(person, "c") else person
    hidden = exists().where(Hiding.owner_id == viewer.id, Hiding.viewer_id == column.id)
    return column.closed_at.is_(None) & ~hidden


def circle(viewer: Viewer, circle_id: int) -> CircleRow:
    """One of the viewer's own circles. Raises NotFound."""
    row = session.execute(_circles(viewer).where(Circle.id == circle_id)).first()
    if row is None:
        raise NotFound
    return CircleRow(*row)


def members(viewer: Viewer, circle_id: int) -> list[Person]:
    """Who is in one of the viewer's own circles, by handle."""
    statement = (
        _people()
        .join(CircleMember, CircleMember.member_id == User.id)
        .join(Circle, Circle.id == CircleMember.circle_id)
        .where(Circle.id == circle_id, Circle.owner_id == viewer.id)
    )
    return [Person(*row) for row in session.execute(visible_people(statement, viewer).order_by(User.handle))]


def friends_outside(
    viewer: Viewer, circle_id: int, *, words: str = "", after: str = "", size: int = SIZE
) -> Page[Person]:
    """The viewer's friends who are not in the circle, by handle; `words` as in `friends`."""
    inside = exists().where(CircleMember.circle_id == circle_id, CircleMember.member_id == User.id)
    statement = (
        _people()
        .join(Follow, Follow.followee_id == User.id)
        .where(Follow.follower_id == viewer.id, Follow.is_friend.is_(True), ~inside)
    )
    if words:
        named = func.lower(User.display_name).contains(words.lower(), autoescape=True)
        statement = statement.where(User.handle.contains(words.lower(), autoescape=True) | named)
    return _by_handle(visible_people(statement, viewer), after, size)


@dataclass(frozen=True, slots=True)
class MutedPerson:
    """`until_at` is None for good."""

    person: Person
    until_at: datetime | None


def muted_people(viewer: Viewer) -> list[MutedPerson]:
    """Whom the viewer mutes now, the latest first."""
    statement = (
        _people()
        .add_columns(Mute.until_at)
        .join(Mute, Mute.muted_id == User.id)
        .where(Mute.user_id == viewer.id, func.coalesce(Mute.until_at, NOW) >= NOW)
        .order_by(Mute.created_at.desc(), User.handle)
    )
    return [
        MutedPerson(Person(*row[:4]), row.until_at)
        for row in session.execute(visible_people(statement, viewer))
    ]


def hidden_from(viewer: Viewer) -> list[Person]:
    """From whom the viewer keeps her posts, by handle."""
    statement = _people().join(Hiding, Hiding.viewer_id == User.id).where(Hiding.owner_id == viewer.id)
    return [Person(*row) for row in session.execute(visible_people(statement, viewer).order_by(User.handle))]
