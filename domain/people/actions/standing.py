"""Hats and sanctions: who runs the site, and who may not write for a while."""

from datetime import datetime

from sqlalchemy import select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people import policy
from domain.people.events import RoleGranted, RoleRevoked, Suspended, SuspensionLifted
from domain.people.models import RoleGrant, Suspension, User
from domain.people.viewer import Viewer

ROLES = ("operator", "moderator")


@action
def suspend(actor: Viewer, user_id: int, *, reason: str, until_at: datetime) -> int:
    """She may read but not write until then. Returns the id of the suspension."""
    roles = _locked_roles(user_id)
    require(policy.can_suspend(actor, user_id, roles))
    if not reason.strip():
        raise Refused(N_("Say why: the person will read it."), field="reason")
    if until_at <= clock.now():
        raise Refused(N_("Choose an end in the future."), field="until_at")
    row = Suspension(
        user_id=user_id, by_id=actor.id, reason=reason, created_at=clock.now(), until_at=until_at
    )
    session.add(row)
    session.flush()
    record(Suspended(user_id, actor.id))
    return row.id


@action
def lift_suspension(actor: Viewer, user_id: int) -> None:
    """Ends all that is in force."""
    require(policy.can_suspend(actor, user_id, _locked_roles(user_id)))
    in_force = (
        Suspension.user_id == user_id,
        Suspension.lifted_at.is_(None),
        Suspension.until_at > clock.now(),
    )
    if session.scalar(select(Suspension.id).where(*in_force).limit(1)) is None:
        raise NotFound
    session.execute(update(Suspension).where(*in_force).values(lifted_at=clock.now()))
    record(SuspensionLifted(user_id, actor.id))


@action
def grant_role(actor: Viewer | None, user_id: int, *, role: str) -> None:
    """Makes somebody a moderator or operator. Actor None is the command line of the machine itself."""
    if actor is not None:
        require(policy.can_grant_roles(actor))
    if role not in ROLES:
        raise Refused(N_("There is no such role."), field="role")
    if role in _locked_roles(user_id):
        return
    by_id = actor.id if actor else None
    session.add(RoleGrant(user_id=user_id, role=role, granted_by_id=by_id, granted_at=clock.now()))
    record(RoleGranted(user_id, role, by_id or 0))


@action
def revoke_role(actor: Viewer, user_id: int, *, role: str) -> None:
    """Takes a role away. The last operator stays."""
    require(policy.can_grant_roles(actor))
    if role not in _locked_roles(user_id):
        raise NotFound
    if role == "operator" and not _is_another_operator(user_id):
        raise Refused(N_("The site needs at least one operator."), field="role")
    own = RoleGrant.user_id == user_id, RoleGrant.role == role, RoleGrant.revoked_at.is_(None)
    session.execute(update(RoleGrant).where(*own).values(revoked_at=clock.now()))
    record(RoleRevoked(user_id, role, actor.id))


def _locked_roles(user_id: int) -> set[str]:
    if session.scalar(lock(select(User.id).where(User.id == user_id, User.closed_at.is_(None)))) is None:
        raise NotFound
    return set(
        session.scalars(
            select(RoleGrant.role).where(RoleGrant.user_id == user_id, RoleGrant.revoked_at.is_(None))
        )
    )


def _is_another_operator(user_id: int) -> bool:
    others = lock(
        select(RoleGrant).where(
            RoleGrant.role == "operator", RoleGrant.revoked_at.is_(None), RoleGrant.user_id != user_id
        )
    )
    return session.scalars(others).first() is not None
