"""The people of a group as those see them who may decide about them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import session
from core.policy import Decision
from domain.groups import policy
from domain.groups.actions.talking import membership
from domain.groups.models import GroupGuest, GroupRemoval
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

LISTED = 100


@dataclass(frozen=True, slots=True)
class GuestCard:
    """`can_end`: the viewer may send her home."""

    id: int
    person: PersonCard
    invited_by: PersonCard
    since_at: datetime
    ends_at: datetime | None
    can_end: bool


@dataclass(frozen=True, slots=True)
class RemovedCard:
    person: PersonCard
    reason: str
    at: datetime


def may_invite(viewer: Viewer, product_id: int) -> Decision:
    return policy.can_invite(viewer, membership(viewer, product_id))


def guests_of(viewer: Viewer, product_id: int) -> list[GuestCard]:
    """The guests that the viewer meets in the group, and who invited them."""
    host, member = aliased(User), membership(viewer, product_id)
    rows = session.execute(
        select(GroupGuest, User, host)
        .join(User, User.id == GroupGuest.user_id)
        .join(host, host.id == GroupGuest.invited_by_id)
        .where(
            GroupGuest.product_id == product_id,
            GroupGuest.ended_at.is_(None),
            not_blocked(viewer, GroupGuest.user_id),
            not_blocked(viewer, GroupGuest.invited_by_id),
        )
        .order_by(GroupGuest.id.desc())
        .limit(LISTED)
    )
    return [
        GuestCard(
            id=guest.id,
            person=_card(person),
            invited_by=_card(inviter),
            since_at=guest.created_at,
            ends_at=guest.ends_at,
            can_end=policy.can_end_guest(viewer, member, guest.invited_by_id, guest.user_id).ok,
        )
        for guest, person, inviter in rows
    ]


def removed_from(viewer: Viewer, product_id: int) -> list[RemovedCard]:
    """Those whom moderators have taken out; for moderators only."""
    if not viewer.is_moderator:
        return []
    rows = session.execute(
        select(GroupRemoval, User)
        .join(User, User.id == GroupRemoval.user_id)
        .where(GroupRemoval.product_id == product_id, GroupRemoval.lifted_at.is_(None))
        .order_by(GroupRemoval.id.desc())
        .limit(LISTED)
    )
    return [RemovedCard(_card(person), removal.reason, removal.created_at) for removal, person in rows]


def _card(person: User) -> PersonCard:
    return PersonCard(person.id, person.handle, person.display_name, person.avatar_key)
