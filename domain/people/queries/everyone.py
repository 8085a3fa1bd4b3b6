"""All accounts, for the operators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from core import clock
from core.db import session
from core.errors import NotAllowed
from core.i18n import N_
from core.paging import Page, page_of
from domain.people.models import RoleGrant, Suspension, User
from domain.people.viewer import Viewer

LISTED = 30


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    handle: str
    display_name: str
    avatar_key: str | None
    created_at: datetime
    last_seen_at: datetime | None
    closed_at: datetime | None
    roles: tuple[str, ...]
    suspended_until_at: datetime | None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until_at is not None and self.suspended_until_at > clock.now()


def everyone(viewer: Viewer, *, words: str = "", before: int | None = None) -> Page[Account]:
    """The newest accounts first; `words`: those whose name, handle or mail address has them. One query."""
    if not viewer.is_operator:
        raise NotAllowed(N_("This page is for the people who run the site."))
    roles = (
        select(func.aggregate_strings(RoleGrant.role, ","))
        .where(RoleGrant.user_id == User.id, RoleGrant.revoked_at.is_(None))
        .scalar_subquery()
    )
    suspended_until = (
        select(func.max(Suspension.until_at))
        .where(Suspension.user_id == User.id, Suspension.lifted_at.is_(None))
        .scalar_subquery()
    )
    statement = select(
        User.id,
        User.handle,
        User.display_name,
        User.avatar_key,
        User.created_at,
        User.last_seen_at,
        User.closed_at,
        roles.label("roles"),
        suspended_until.label("suspended_until"),
    )
    if words:
        pattern = "%" + words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (User.handle, func.lower(User.display_name), func.lower(User.email))
        statement = statement.where(or_(*(column.like(pattern, escape="\\") for column in columns)))
    if before is not None:
        statement = statement.where(User.id < before)
    rows = session.execute(statement.order_by(User.id.desc()).limit(LISTED + 1)).all()
    page = page_of(rows, LISTED, lambda row: int(row.id))
    return Page([_account(row) for row in page], page.next_cursor)


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        handle=row.handle,
        display_name=row.display_name,
        avatar_key=row.avatar_key,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        closed_at=row.closed_at,
        roles=tuple(sorted(row.roles.split(","))) if row.roles else (),
        suspended_until_at=row.suspended_until,
    )
