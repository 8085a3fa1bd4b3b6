"""Whom the viewer may know: friends of friends, and which friends two people have in common.

A friendship is told only between friends: each friend in common that is named is one of the viewer's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from core.db import session
from core.paging import SIZE
from domain.people.models import Follow, User
from domain.people.policy import is_friend_of, is_not_dismissed, suggestible_people
from domain.people.queries.circles import Person
from domain.people.queries.profiles import PersonCard
from domain.people.viewer import Viewer

# So far the walk goes, however many people there are: through the newest friends, along so many of their friendships
# in all, and of whom that finds so many with the most friends in common are looked at closely.
THROUGH_FRIENDS = 200
FRIENDSHIPS_WALKED = 20_000
LOOKED_AT = 200


def suggestions(viewer: Viewer, *, size: int = SIZE) -> list[Person]:
    """Friends of friends who let themselves be suggested, those with the most friends in common first. One query."""
    return [Person(*row) for row in session.execute(suggestions_of(viewer, size))]


def suggestions_of(viewer: Viewer, size: int) -> Select[*tuple[Any, ...]]:
    """Rows for `Person`, for a page that asks them together with others."""
    through = (
        select(Follow.followee_id)
        .where(Follow.follower_id == viewer.id, Follow.is_friend.is_(True))
        .order_by(Follow.created_at.desc(), Follow.followee_id)
        .limit(THROUGH_FRIENDS)
        .subquery()
    )
    walked = (
        select(Follow.followee_id.label("id"))
        .where(Follow.follower_id.in_(select(through.c.followee_id)), Follow.is_friend.is_(True))
        .limit(FRIENDSHIPS_WALKED)
        .subquery()
    )
    met = select(walked.c.id, func.count().label("count")).group_by(walked.c.id).subquery()
    near = (
        select(met.c.id, met.c.count)
        .where(met.c.id != viewer.id, ~is_friend_of(viewer, met.c.id), is_not_dismissed(viewer, met.c.id))
        .order_by(met.c.count.desc(), met.c.id)
        .limit(LOOKED_AT)
        .subquery()
    )
    statement = (
        select(
            User.id, User.handle, User.display_name, User.avatar_key, near.c["count"].label("mutual_count")
        )
        .join(near, near.c.id == User.id)
        .order_by(near.c.count.desc(), User.id)
        .limit(size)
    )
    return suggestible_people(statement, viewer)


@dataclass(frozen=True, slots=True)
class Mutuals:
    """Friends in common; two of them by name."""

    count: int
    named: tuple[PersonCard, ...]


def mutual_friends(viewer: Viewer, user_ids: Collection[int]) -> dict[int, Mutuals]:
    """Person -> the friends that she and the viewer have in common. People without any are left out. One query."""
    if not viewer.is_signed_in or not user_ids:
        return {}
    mine, hers, friend = aliased(Follow), aliased(Follow), aliased(User)
    common = (
        select(
            hers.follower_id.label("person_id"),
            func.count().label("count"),
            func.min(mine.followee_id).label("first_id"),
            func.max(mine.followee_id).label("last_id"),
        )
        .select_from(mine)
        .join(hers, (hers.followee_id == mine.followee_id) & hers.is_friend.is_(True))
        .join(friend, (friend.id == mine.followee_id) & friend.closed_at.is_(None))
        .where(
            mine.follower_id == viewer.id,
            mine.is_friend.is_(True),
            hers.follower_id.in_(set(user_ids) - {viewer.id}),
        )
        .group_by(hers.follower_id)
        .subquery()
    )
    first, last = aliased(User), aliased(User)
    rows = session.execute(
        select(
            common.c.person_id,
            common.c.count,
            *(column for one in (first, last) for column in _card_of(one)),
        )
        .join(first, first.id == common.c.first_id)
        .join(last, last.id == common.c.last_id)
    )
    return {row[0]: Mutuals(row[1], _named(row[2:6], row[6:10])) for row in rows}


def _card_of(user: type[User]) -> tuple[object, ...]:
    return user.id, user.handle, user.display_name, user.avatar_key


def _named(first: Sequence[object], last: Sequence[object]) -> tuple[PersonCard, ...]:
    both = (first,) if first == last else (first, last)
    return tuple(PersonCard(*one) for one in both)  # type: ignore[arg-type]
