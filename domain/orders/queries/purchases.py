"""Who bought what how often: the facts behind "bought 3 times" and "3 friends bought, 7 times"."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core import clock
from core.db import session
from domain.orders.models import Purchase
from domain.people.models import Follow, User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

# Friends who only want to be counted are told of as "3 or more", and only while each of them could as well be another:
# at least so many bought, at most half of all who might have, and with nobody who became a friend within a week, so
# that no line appears because of one new friend. The exact number and how often are never told: either would change
# with one person.
CROWD = 3
NEW_FRIEND = timedelta(days=7)


def purchases_of(
    viewer: Viewer, user_ids: Collection[int], product_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """(person, product) -> how often, of what was received and not given back. For the marks on what people have
    published themselves; whoever is asked about without having published anything is `friends_who_bought`'s case."""
    return {pair: facts.times for pair, facts in purchase_facts(viewer, user_ids, product_ids).items()}


@dataclass(frozen=True, slots=True)
class Provenance:
    """How often somebody bought a product, and when last."""

    times: int
    last_at: datetime


def purchase_facts(
    viewer: Viewer, user_ids: Collection[int], product_ids: Collection[int]
) -> dict[tuple[int, int], Provenance]:
    """The same with the time of the last one: one query."""
    if not user_ids or not product_ids:
        return {}
    statement = select(Purchase).where(
        Purchase.user_id.in_(set(user_ids)), Purchase.product_id.in_(set(product_ids))
    )
    return {
        (row.user_id, row.product_id): Provenance(row.times, row.last_at)
        for row in session.scalars(statement)
    }


@dataclass(frozen=True, slots=True)
class FriendsBought:
    """Friends who bought a product. `people` are those who let their friends know, with how often, the most often
    first. With `has_crowd` there are three or more further friends, who only want to be counted."""

    people: Sequence[tuple[PersonCard, int]] = field(default_factory=tuple)
    has_crowd: bool = False

    @property
    def count(self) -> int:
        """So many at least."""
        return len(self.people) + (CROWD if self.has_crowd else 0)

    @property
    def named_times(self) -> int:
        """How often those who are named bought it together."""
        return sum(times for _, times in self.people)


def friends_who_bought(viewer: Viewer, product_ids: Collection[int]) -> dict[int, FriendsBought]:
    """Product -> the viewer's friends who bought it, as each of them wants to be met: by name, in a crowd, or not at
    all. Products without any are left out. One query, and a second where there may be a crowd."""
    if not viewer.is_signed_in or not product_ids:
        return {}
    rows = session.execute(bought_by_friends(viewer, set(product_ids)))
    return friends_in(viewer, rows.all())


def friends_in(viewer: Viewer, rows: Iterable[Any]) -> dict[int, FriendsBought]:
    """The same of rows of `bought_by_friends`, which a page may have asked together with others."""
    people: dict[int, list[tuple[PersonCard, int]]] = defaultdict(list)
    silent: dict[int, int] = defaultdict(int)
    for row in sorted(rows, key=lambda row: (-row.times, row.id)):
        if row.purchases_shown == "named":
            card = PersonCard(row.id, row.handle, row.display_name, row.avatar_key)
            people[row.product_id].append((card, row.times))
        elif row.since <= clock.now() - NEW_FRIEND:
            silent[row.product_id] += 1
    crowds = _crowds(viewer, silent)
    return {
        product_id: FriendsBought(tuple(people[product_id]), product_id in crowds)
        for product_id in people.keys() | crowds
    }


def bought_by_friends(viewer: Viewer, product_ids: Any) -> Select[*tuple[Any, ...]]:
    """Rows for `friends_in`, in no order. `product_ids`: them, or the parameter that stands for them."""
    return (
        select(
            Purchase.product_id,
            Purchase.times,
            User.id,
            User.handle,
            User.display_name,
            User.avatar_key,
            User.purchases_shown,
            Follow.created_at.label("since"),
        )
        .join(User, User.id == Purchase.user_id)
        .join(Follow, _is_friendship_of(viewer))
        .where(
            Purchase.product_id.in_(product_ids),
            Purchase.times > 0,
            User.closed_at.is_(None),
            User.purchases_shown != "hidden",
            not_blocked(viewer, User.id),
        )
    )


def _is_friendship_of(viewer: Viewer) -> ColumnElement[bool]:
    return (Follow.follower_id == viewer.id) & (Follow.followee_id == User.id) & Follow.is_friend.is_(True)


def _crowds(viewer: Viewer, silent: Mapping[int, int]) -> set[int]:
    """The products of whose silent buyers it may be told that there are some."""
    enough = {product_id: count for product_id, count in silent.items() if count >= CROWD}
    if not enough:
        return set()
    who_might = (
        select(User.id)
        .join(Follow, _is_friendship_of(viewer))
        .where(
            User.purchases_shown == "counted",
            User.closed_at.is_(None),
            Follow.created_at <= clock.now() - NEW_FRIEND,
            not_blocked(viewer, User.id),
        )
        .limit(2 * max(enough.values()))
    )
    might = session.scalar(select(func.count()).select_from(who_might.subquery())) or 0
    return {product_id for product_id, count in enough.items() if 2 * count <= might}
