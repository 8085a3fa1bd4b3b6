"""What may be read of a shop's people: who works there, who is asked, what happened, and an invitation of one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import session
from core.errors import NotFound
from core.paging import Page, page_of
from core.policy import require
from domain.merchants import policy
from domain.merchants.models import Merchant, MerchantStaff, StaffInvitation, StaffStep
from domain.merchants.staff import hash_of
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

STEPS_LISTED = 20


@dataclass(frozen=True, slots=True)
class Colleague:
    person: PersonCard
    role: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """`person` is empty while it is a link that nobody has used."""

    id: int
    person: PersonCard | None
    role: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A line of the history; `person` is empty for a link."""

    id: int
    kind: str
    role: str
    person: PersonCard | None
    by: PersonCard
    at: datetime


def colleagues(viewer: Viewer, merchant_id: int) -> list[Colleague]:
    """Who works there, owners first, for the shop's own people. One query."""
    require(policy.can_see_desk(viewer, merchant_id))
    rank = case({"owner": 0, "support": 1}, value=MerchantStaff.role, else_=2)
    rows = session.execute(
        select(*_card(User), MerchantStaff.role, MerchantStaff.created_at)
        .join(User, User.id == MerchantStaff.user_id)
        .where(MerchantStaff.merchant_id == merchant_id)
        .order_by(rank, MerchantStaff.created_at, User.id)
    )
    return [Colleague(PersonCard(*row[:4]), row.role, row.created_at) for row in rows]


def open_invitations(viewer: Viewer, merchant_id: int) -> list[OpenInvitation]:
    """What waits for an answer, the newest first, for the owners. One query."""
    require(policy.can_own(viewer, merchant_id))
    rows = session.execute(
        select(StaffInvitation, *_card(User))
        .outerjoin(User, User.id == StaffInvitation.user_id)
        .where(StaffInvitation.merchant_id == merchant_id, *policy.is_open_invitation(clock.now()))
        .order_by(StaffInvitation.id.desc())
    )
    return [
        OpenInvitation(one.id, _person(card), one.role, one.invited_at, one.expires_at) for one, *card in rows
    ]


def staff_history(viewer: Viewer, merchant_id: int, *, before: int | None = None) -> Page[StaffLine]:
    """Who came, went and did what else by whom, the newest first, for the owners. One query."""
    require(policy.can_see_books(viewer, merchant_id))
    by = aliased(User)
    statement = (
        select(StaffStep, *_card(User), *_card(by))
        .outerjoin(User, User.id == StaffStep.user_id)
        .join(by, by.id == StaffStep.by_id)
        .where(StaffStep.merchant_id == merchant_id)
        .order_by(StaffStep.id.desc())
    )
    if before is not None:
        statement = statement.where(StaffStep.id < before)
    rows = session.execute(statement.limit(STEPS_LISTED + 1)).all()
    lines = [
        StaffLine(step.id, step.kind, step.role, _person(cards[:4]), PersonCard(*cards[4:]), step.at)
        for step, *cards in rows
    ]
    return page_of(lines, STEPS_LISTED, lambda line: line.id)


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation as whom it is for reads it. `key` is the number or the token that she came with."""

    key: str
    merchant_id: int
    shop: str
    role: str
    by: PersonCard
    expires_at: datetime
    is_open: bool
    works_there: bool


def asked(viewer: Viewer, key: str) -> Asked:
    """Raises NotFound for one that is not hers."""
    found = session.execute(policy.invitation_by(viewer, key, hash_of(key))).first()
    if found is None:
        raise NotFound
    row = session.execute(
        select(StaffInvitation, Merchant.name, *_card(User))
        .join(Merchant, Merchant.id == StaffInvitation.merchant_id)
        .join(User, User.id == StaffInvitation.invited_by_id)
        .where(StaffInvitation.id == found.id)
    ).one()
    one, shop, *card = row
    return Asked(
        key,
        one.merchant_id,
        shop,
        one.role,
        PersonCard(*card),
        one.expires_at,
        not one.outcome and one.expires_at > clock.now(),
        policy.is_staff(viewer, one.merchant_id),
    )


def asked_of(viewer: Viewer) -> list[Asked]:
    """The open invitations by name of the viewer. One query."""
    rows = session.execute(
        select(StaffInvitation, Merchant.name, *_card(User))
        .join(Merchant, Merchant.id == StaffInvitation.merchant_id)
        .join(User, User.id == StaffInvitation.invited_by_id)
        .where(StaffInvitation.user_id == viewer.id, *policy.is_open_invitation(clock.now()))
        .order_by(StaffInvitation.id)
    )
    return [
        Asked(str(one.id), one.merchant_id, shop, one.role, PersonCard(*card), one.expires_at, True, False)
        for one, shop, *card in rows
    ]


def _card(user: Any) -> tuple[Any, ...]:
    return user.id, user.handle, user.display_name, user.avatar_key


def _person(card: Any) -> PersonCard | None:
    return PersonCard(*card) if card[0] is not None else None
