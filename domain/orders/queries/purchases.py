"""Who bought what how often: the facts behind "bought 3 times" and "3 friends bought, 7 times"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.db import session
from domain.orders.models import Purchase
from domain.people.models import Follow, User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

# Fewer silent friends than this are not even counted: a single one would be known by guessing.
CROWD = 3


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
    first. `hidden_count` counts further friends who only want to be counted; `total_times` includes theirs."""

    people: Sequence[tuple[PersonCard, int]] = field(default_factory=tuple)
    hidden_count: int = 0
    total_times: int = 0

    @property
    def count(self) -> int:
        return len(self.people) + self.hidden_count


def friends_who_bought(viewer: Viewer, product_ids: Collection[int]) -> dict[int, FriendsBought]:
    """Product -> the viewer's friends who bought it, as each of them wants to be met: by name, in a number, or not
    at all. Those who are only counted appear from three up, so that nobody is given away by being the only one.
    Products without any are left out. One query."""
    if not viewer.is_signed_in or not product_ids:
        return {}
    statement = (
        select(
            Purchase.product_id,
            Purchase.times,
            User.id,
            User.handle,
            User.display_name,
            User.avatar_key,
            User.purchases_shown,
        )
        .join(User, User.id == Purchase.user_id)
        .join(
            Follow,
            (Follow.follower_id == viewer.id) & (Follow.followee_id == User.id) & Follow.is_friend.is_(True),
        )
        .where(
            Purchase.product_id.in_(set(product_ids)),
            User.closed_at.is_(None),
            User.purchases_shown != "hidden",
            not_blocked(viewer, User.id),
        )
        .order_by(Purchase.product_id, Purchase.times.desc(), User.id)
    )
    by_product: dict[int, list[tuple[PersonCard, int, bool]]] = {}
    for row in session.execute(statement):
        card = PersonCard(row.id, row.handle, row.display_name, row.avatar_key)
        by_product.setdefault(row.product_id, []).append((card, row.times, row.purchases_shown == "named"))
    facts = {product_id: _facts(rows) for product_id, rows in by_product.items()}
    return {product_id: fact for product_id, fact in facts.items() if fact.count}


def _facts(rows: Sequence[tuple[PersonCard, int, bool]]) -> FriendsBought:
    named = tuple((card, times) for card, times, is_named in rows if is_named)
    silent = [times for _, times, is_named in rows if not is_named]
    if len(silent) < CROWD:
        silent = []
    return FriendsBought(named, len(silent), sum(times for _, times in named) + sum(silent))
