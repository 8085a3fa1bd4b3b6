"""Invite links: the viewer's own with who came by them, and one that somebody was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from core import clock
from core.db import session
from core.errors import NotFound
from domain.people.models import Invite, InviteUse, User
from domain.people.policy import is_friend_of, is_open_invite, visible_people
from domain.people.queries.profiles import PersonCard
from domain.people.viewer import Viewer

CAME_SHOWN = 200


@dataclass(frozen=True, slots=True)
class InviteLink:
    """`came`: those who became friends by it and still are, the latest first; told to the inviter alone."""

    code: str
    inviter: PersonCard
    created_at: datetime
    expires_at: datetime | None
    used_count: int
    came: Sequence[PersonCard] = ()


def invites(viewer: Viewer) -> list[InviteLink]:
    """The viewer's own open links, the newest first. Two queries."""
    rows = session.execute(_open_invites().where(Invite.inviter_id == viewer.id)).all()
    came = _came(viewer, [row.invite_id for row in rows if row.used_count])
    return [_link(row, came.get(row.invite_id, ())) for row in rows]


def invite(viewer: Viewer, code: str) -> InviteLink:
    """An open link that somebody was given. Raises NotFound when it has ended or the inviter is out of sight."""
    row = session.execute(visible_people(_open_invites().where(Invite.code == code), viewer)).first()
    if row is None:
        raise NotFound
    return _link(row)


def _came(viewer: Viewer, invite_ids: Sequence[int]) -> dict[int, list[PersonCard]]:
    if not invite_ids:
        return {}
    statement = (
        select(InviteUse.invite_id, User.id, User.handle, User.display_name, User.avatar_key)
        .join(User, User.id == InviteUse.user_id)
        .where(InviteUse.invite_id.in_(invite_ids), is_friend_of(viewer, User.id))
        .order_by(InviteUse.at.desc(), User.id.desc())
        .limit(CAME_SHOWN)
    )
    found: dict[int, list[PersonCard]] = {}
    for row in session.execute(visible_people(statement, viewer)):
        card = PersonCard(row.id, row.handle, row.display_name, row.avatar_key)
        found.setdefault(row.invite_id, []).append(card)
    return found


def _open_invites() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Invite.id.label("invite_id"),
            Invite.code,
            Invite.created_at,
            Invite.expires_at,
            Invite.used_count,
            User.id,
            User.handle,
            User.display_name,
            User.avatar_key,
        )
        .join(User, User.id == Invite.inviter_id)
        .where(is_open_invite(clock.now()))
        .order_by(Invite.id.desc())
    )


def _link(row: Any, came: Sequence[PersonCard] = ()) -> InviteLink:
    inviter = PersonCard(row.id, row.handle, row.display_name, row.avatar_key)
    return InviteLink(row.code, inviter, row.created_at, row.expires_at, row.used_count, came)
