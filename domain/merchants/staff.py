"""The people of a shop: asking somebody to work there, her answer, another role, and going. Whoever changes them holds
the shop's row, so that of two owners who go at once one stays."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.merchants import policy
from domain.merchants.events import StaffChanged, StaffMoved
from domain.merchants.models import Merchant, MerchantStaff, StaffInvitation, StaffStep
from domain.people.models import User
from domain.people.policy import can_write, is_signed_in, visible_people
from domain.people.viewer import Viewer

LASTS = timedelta(days=7)
OPEN_AT_MOST = 20
PEOPLE_AT_MOST = 50

LAST_OWNER = N_("A shop needs an owner: make somebody else its owner first.")
OVER = N_("This invitation has been used, taken back, or is too old.")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@action
def invite(actor: Viewer, merchant_id: int, *, handle: str, role: str) -> int:
    """Asks the person of this handle; she is told, and answers within seven days. Returns the invitation's id."""
    require(policy.can_own(actor, merchant_id))
    _held(merchant_id)
    name = handle.strip().removeprefix("@").lower()
    user_id = session.scalar(visible_people(select(User.id), actor).where(User.handle == name))
    if user_id is None:
        raise Refused(N_("There is nobody of this name."), field="handle")
    if session.get(MerchantStaff, (merchant_id, user_id)) is not None:
        raise Refused(N_("She works for this shop already."), field="handle")
    if _is_asked(merchant_id, user_id):
        raise Refused(N_("She has been asked already, and has not answered yet."), field="handle")
    return _ask(actor, merchant_id, role, user_id=user_id).id


@action
def invite_by_link(actor: Viewer, merchant_id: int, *, role: str) -> str:
    """A token with which the first who opens its address may come. It is kept by its hash alone, so it is told once."""
    require(policy.can_own(actor, merchant_id))
    _held(merchant_id)
    token = secrets.token_urlsafe(24)
    _ask(actor, merchant_id, role, token_hash=hash_of(token))
    return token


@action(quiet=True)
def withdraw(actor: Viewer, merchant_id: int, invitation_id: int) -> None:
    require(policy.can_own(actor, merchant_id))
    _held(merchant_id)
    invitation = session.get(StaffInvitation, invitation_id)
    if invitation is None or invitation.merchant_id != merchant_id or invitation.outcome:
        raise NotFound
    _end(invitation, "withdrawn")
    _note(merchant_id, "withdrawn", invitation.user_id, invitation.role, actor.id)


@action
def accept(actor: Viewer, key: str) -> int:
    """Comes to work for the shop. `key` is the number of an invitation of her own, or the token of a link. Returns the
    shop's id."""
    require(can_write(actor))
    invitation = _open_one(actor, key)
    if session.get(MerchantStaff, (invitation.merchant_id, actor.id)) is not None:
        raise Refused(N_("You work for this shop already."))
    many = select(func.count()).where(MerchantStaff.merchant_id == invitation.merchant_id)
    if (session.scalar(many) or 0) >= PEOPLE_AT_MOST:
        raise Refused(N_("At most %(max)s people work for a shop."), max=PEOPLE_AT_MOST)
    at = clock.now()
    if invitation.token_hash:
        _end_named(invitation.merchant_id, actor.id)
    _end(invitation, "accepted")
    invitation.user_id = actor.id
    session.add(
        MerchantStaff(
            merchant_id=invitation.merchant_id, user_id=actor.id, role=invitation.role, created_at=at
        )
    )
    session.flush()
    _note(invitation.merchant_id, "joined", actor.id, invitation.role, actor.id)
    record(StaffChanged(invitation.merchant_id, actor.id))
    return invitation.merchant_id


@action(quiet=True)
def decline(actor: Viewer, key: str) -> None:
    require(is_signed_in(actor))
    invitation = _open_one(actor, key)
    # A link may still be meant for somebody else.
    if invitation.token_hash:
        return
    _end(invitation, "declined")
    _note(invitation.merchant_id, "declined", actor.id, invitation.role, actor.id)


@action
def set_role(actor: Viewer, merchant_id: int, user_id: int, *, role: str) -> None:
    require(policy.can_own(actor, merchant_id))
    shop = _held(merchant_id)
    _check_role(role)
    person = _person(merchant_id, user_id)
    if person.role == role:
        return
    if person.role == "owner":
        _keep_an_owner(shop, user_id)
    person.role = role
    session.flush()
    _note(merchant_id, "role", user_id, role, actor.id)
    record(StaffChanged(merchant_id, user_id))


@action
def remove(actor: Viewer, merchant_id: int, user_id: int) -> None:
    """From this moment on she is a stranger to the shop's desk; her words in its groups stay as they were written."""
    require(policy.can_own(actor, merchant_id))
    _go(merchant_id, user_id, "left" if user_id == actor.id else "removed", actor.id)


@action
def leave(actor: Viewer, merchant_id: int) -> None:
    require(policy.can_see_desk_as_staff(actor, merchant_id))
    _go(merchant_id, actor.id, "left", actor.id)


def _go(merchant_id: int, user_id: int, kind: str, by_id: int) -> None:
    shop = _held(merchant_id)
    person = _person(merchant_id, user_id)
    if person.role == "owner":
        _keep_an_owner(shop, user_id)
    role = person.role
    session.delete(person)
    session.flush()
    _note(merchant_id, kind, user_id, role, by_id)
    record(StaffChanged(merchant_id, user_id))


def _held(merchant_id: int) -> Merchant:
    shop = session.scalar(lock(select(Merchant).where(Merchant.id == merchant_id)))
    if shop is None:
        raise NotFound
    return shop


def _person(merchant_id: int, user_id: int) -> MerchantStaff:
    person = session.scalar(
        lock(
            select(MerchantStaff).where(
                MerchantStaff.merchant_id == merchant_id, MerchantStaff.user_id == user_id
            )
        )
    )
    if person is None:
        raise NotFound
    return person


def _keep_an_owner(shop: Merchant, goes_id: int) -> None:
    """Who goes may be the one whom letters are for: then it is the owner who has been there longest."""
    others = session.scalars(
        select(MerchantStaff.user_id)
        .where(
            MerchantStaff.merchant_id == shop.id,
            MerchantStaff.role == "owner",
            MerchantStaff.user_id != goes_id,
        )
        .join(User, User.id == MerchantStaff.user_id)
        .where(User.closed_at.is_(None))
        .order_by(MerchantStaff.created_at, MerchantStaff.user_id)
    ).all()
    if not others:
        raise Refused(LAST_OWNER)
    if shop.owner_id == goes_id:
        if shop.state in ("applied", "refused"):
            raise Refused(N_("Whoever applied stays until the operator has decided."))
        shop.owner_id = others[0]


def _ask(
    actor: Viewer, merchant_id: int, role: str, *, user_id: int | None = None, token_hash: str | None = None
) -> StaffInvitation:
    _check_role(role)
    at = clock.now()
    still_open = select(func.count()).where(
        StaffInvitation.merchant_id == merchant_id, *policy.is_open_invitation(at)
    )
    if (session.scalar(still_open) or 0) >= OPEN_AT_MOST:
        raise Refused(N_("%(max)s invitations are open. Take one back first."), max=OPEN_AT_MOST)
    invitation = StaffInvitation(
        merchant_id=merchant_id,
        role=role,
        user_id=user_id,
        token_hash=token_hash,
        invited_by_id=actor.id,
        invited_at=at,
        expires_at=at + LASTS,
    )
    session.add(invitation)
    session.flush()
    _note(merchant_id, "invited", user_id, role, actor.id)
    return invitation


def _check_role(role: str) -> None:
    if role not in policy.ROLES:
        raise Refused(N_("Choose what she does there."), field="role")


def _is_asked(merchant_id: int, user_id: int) -> bool:
    """Whether an answer is awaited; an invitation that is too old is ended by the way."""
    mine = StaffInvitation.merchant_id == merchant_id, StaffInvitation.user_id == user_id
    at = clock.now()
    session.execute(
        update(StaffInvitation)
        .where(*mine, StaffInvitation.outcome == "", StaffInvitation.expires_at <= at)
        .values(outcome="withdrawn", ended_at=StaffInvitation.expires_at)
    )
    return session.scalar(select(StaffInvitation.id).where(*mine, *policy.is_open_invitation(at))) is not None


def _end_named(merchant_id: int, user_id: int) -> None:
    """Who came by a link needs no answer to what she was asked by name."""
    session.execute(
        update(StaffInvitation)
        .where(
            StaffInvitation.merchant_id == merchant_id,
            StaffInvitation.user_id == user_id,
            StaffInvitation.outcome == "",
        )
        .values(outcome="withdrawn", ended_at=clock.now())
    )


def _open_one(actor: Viewer, key: str) -> StaffInvitation:
    """The open invitation, with its shop held. Raises NotFound for one that is not hers, Refused for one that is over."""
    found = session.execute(policy.invitation_by(actor, key, hash_of(key))).first()
    if found is None:
        raise NotFound
    _held(found.merchant_id)
    invitation = session.scalar(lock(select(StaffInvitation).where(StaffInvitation.id == found.id)))
    if invitation is None or invitation.outcome or _is_late(invitation.expires_at):
        raise Refused(OVER)
    return invitation


def _is_late(expires_at: datetime) -> bool:
    return expires_at <= clock.now()


def _end(invitation: StaffInvitation, outcome: str) -> None:
    invitation.outcome, invitation.ended_at = outcome, clock.now()
    session.flush()


def _note(merchant_id: int, kind: str, user_id: int | None, role: str, by_id: int) -> None:
    step = StaffStep(
        merchant_id=merchant_id, kind=kind, user_id=user_id, role=role, by_id=by_id, at=clock.now()
    )
    session.add(step)
    session.flush()
    record(StaffMoved(step.id, merchant_id, kind, user_id or 0, role, by_id))
