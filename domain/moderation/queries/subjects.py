"""The people whom cases are about, with what a moderator should know of them before she judges."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core import clock
from core.db import session
from domain.moderation.models import ModAction, Report
from domain.orders.models import Purchase
from domain.people.models import RoleGrant, Suspension, User
from domain.people.queries import PersonCard


@dataclass(frozen=True, slots=True)
class Subject:
    """`acted_on` counts folds and suspensions against her so far, `reports_made` what she reported herself."""

    id: int
    handle: str
    display_name: str
    avatar_key: str | None
    bio: str
    joined_at: datetime
    closed_at: datetime | None
    purchases: int
    acted_on: int
    reports_made: int
    runs_the_site: bool
    suspended_until_at: datetime | None

    @property
    def card(self) -> PersonCard:
        return PersonCard(self.id, self.handle, self.display_name, self.avatar_key)


def subjects(ids: Collection[int]) -> dict[int, Subject]:
    """One query, however many."""
    if not ids:
        return {}
    purchases = select(func.coalesce(func.sum(Purchase.times), 0)).where(Purchase.user_id == User.id)
    acted_on = select(func.count()).where(
        ModAction.subject_id == User.id, ModAction.verb.in_(("fold", "suspend"))
    )
    reports = select(func.count()).where(Report.reporter_id == User.id)
    roles = select(RoleGrant.id).where(RoleGrant.user_id == User.id, RoleGrant.revoked_at.is_(None)).exists()
    suspended = select(func.max(Suspension.until_at)).where(
        Suspension.user_id == User.id, Suspension.lifted_at.is_(None), Suspension.until_at > clock.now()
    )
    rows = session.execute(
        select(
            User.id,
            User.handle,
            User.display_name,
            User.avatar_key,
            User.bio,
            User.created_at,
            User.closed_at,
            purchases.correlate(User).scalar_subquery(),
            acted_on.correlate(User).scalar_subquery(),
            reports.correlate(User).scalar_subquery(),
            roles,
            suspended.correlate(User).scalar_subquery(),
        ).where(User.id.in_(ids))
    )
    return {row.id: Subject(*row) for row in rows}
