"""Invites: a link that makes a friendship by one button. No money hangs on it."""

from datetime import timedelta

from sqlalchemy import func, select, update

from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.people import policy, rules
from domain.people.actions import friends
from domain.people.models import Invite, InviteUse
from domain.people.viewer import Viewer

CODE_CHARS = 10
OPEN_AT_MOST = 20


@action(quiet=True)
def make_invite(actor: Viewer, *, days: int = 0) -> str:
    """A new link of the actor, which ends by itself after so many days (0: never); returns its code."""
    require(policy.can_write(actor))
    if days not in rules.INVITE_DAYS:
        raise Refused(N_("Choose one of these."), field="days")
    at = clock.now()
    own = select(func.count()).where(Invite.inviter_id == actor.id, policy.is_open_invite(at))
    if session.scalar(own) >= OPEN_AT_MOST:  # type: ignore[operator]
        raise Refused(N_("You have %(limit)s open invite links. End one first."), limit=OPEN_AT_MOST)
    expires_at = at + timedelta(days=days) if days else None
    code = ids.code(CODE_CHARS)
    session.add(Invite(code=code, inviter_id=actor.id, created_at=at, expires_at=expires_at))
    return code


@action(quiet=True)
def end_invite(actor: Viewer, code: str) -> None:
    require(policy.is_signed_in(actor))
    own = Invite.code == code, Invite.inviter_id == actor.id, Invite.ended_at.is_(None)
    if session.scalar(select(Invite.id).where(*own)) is None:
        raise NotFound
    session.execute(update(Invite).where(*own).values(ended_at=clock.now()))


@action
def accept_invite(actor: Viewer, code: str) -> int:
    """Makes the actor and the inviter friends; returns the inviter's id."""
    require(policy.can_write(actor))
    return befriend_inviter(actor.id, code)


def befriend_inviter(user_id: int, code: str) -> int:
    """Inside an action: the friendship that an open invite promises."""
    at = clock.now()
    invite = session.scalar(lock(select(Invite).where(Invite.code == code, policy.is_open_invite(at))))
    if invite is None:
        raise NotFound
    if friends.make_friends(asker_id=invite.inviter_id, accepter_id=user_id):
        invite.used_count += 1
        session.merge(InviteUse(invite_id=invite.id, user_id=user_id, at=at))
    return invite.inviter_id
