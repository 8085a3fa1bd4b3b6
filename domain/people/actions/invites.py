"""Invites: a link that makes a friendship by one button. No money hangs on it."""

from sqlalchemy import func, select, update

from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.people import policy
from domain.people.actions import friends
from domain.people.models import Invite
from domain.people.viewer import Viewer

CODE_CHARS = 10
OPEN_AT_MOST = 20


@action(quiet=True)
def make_invite(actor: Viewer) -> str:
    """A new link of the actor; returns its code."""
    require(policy.can_write(actor))
    open_ones = select(func.count()).where(Invite.inviter_id == actor.id, Invite.ended_at.is_(None))
    if session.scalar(open_ones) >= OPEN_AT_MOST:  # type: ignore[operator]
        raise Refused(N_("You have %(limit)s open invite links. End one first."), limit=OPEN_AT_MOST)
    invite = Invite(code=ids.code(CODE_CHARS), inviter_id=actor.id, created_at=clock.now(), used_count=0)
    session.add(invite)
    return invite.code


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
    invite = session.scalar(lock(select(Invite).where(Invite.code == code, Invite.ended_at.is_(None))))
    if invite is None:
        raise NotFound
    if friends.make_friends(asker_id=invite.inviter_id, accepter_id=user_id):
        invite.used_count += 1
    return invite.inviter_id
