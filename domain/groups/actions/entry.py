"""Inviting guests, sending them home again, and taking people out: what moderators and hosts decide about who is in."""

from datetime import timedelta

from sqlalchemy import func, select

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.groups import policy, rules
from domain.groups.actions.membership import ensure_group, recompute
from domain.groups.events import GuestInvited
from domain.groups.models import GroupGuest, GroupMember, GroupRemoval
from domain.people import policy as people
from domain.people.models import User
from domain.people.viewer import Viewer


@action
def invite_guest(actor: Viewer, product_id: int, *, handle: str, days: int) -> int:
    """Lets somebody in for `days`, for good with 0. Returns the guest's id."""
    ensure_group(product_id)
    member = session.get(GroupMember, (product_id, actor.id)) if actor.is_signed_in else None
    require(policy.can_invite(actor, member))
    assert member is not None
    if days not in rules.GUEST_DAYS:
        raise Refused(N_("Choose one of these."), field="days")
    user_id = _person(actor, handle)
    _refuse_who_cannot_be_guest(product_id, user_id)
    _refuse_too_many(
        actor, product_id, rules.GUESTS_OF_SHOP if member.basis == "staff" else rules.GUESTS_OF_ANGEL
    )
    at = clock.now()
    guest = GroupGuest(
        product_id=product_id,
        user_id=user_id,
        invited_by_id=actor.id,
        created_at=at,
        ends_at=at + timedelta(days=days) if days else None,
    )
    session.add(guest)
    session.flush()
    recompute(user_id, product_id)
    record(GuestInvited(guest.id, product_id, user_id, actor.id))
    return guest.id


@action
def end_guest(actor: Viewer, guest_id: int) -> int:
    """Ends a stay: by who invited, by the shop's people, or by the guest herself. Returns the product's id."""
    guest = session.scalar(
        lock(select(GroupGuest).where(GroupGuest.id == guest_id, GroupGuest.ended_at.is_(None)))
    )
    if guest is None:
        raise NotFound
    member = session.get(GroupMember, (guest.product_id, actor.id)) if actor.is_signed_in else None
    require(policy.can_end_guest(actor, member, guest.invited_by_id, guest.user_id))
    _end(guest, actor.id)
    return guest.product_id


@action
def end_guests_due(limit: int = 200) -> int:
    """Ends the stays whose time is over; returns how many."""
    due = session.scalars(
        lock(
            select(GroupGuest)
            .where(GroupGuest.ended_at.is_(None), GroupGuest.ends_at <= clock.now())
            .order_by(GroupGuest.id)
            .limit(limit)
        )
    ).all()
    for guest in due:
        _end(guest, None)
    return len(due)


@action
def remove_member(actor: Viewer, product_id: int, user_id: int, *, reason: str) -> None:
    """Takes somebody out of the group, whatever brought her there, until she is let in again."""
    require(policy.can_remove(actor, user_id))
    words = text.tidy(reason)[: rules.REASON_MAX]
    if not words:
        raise Refused(N_("Say why: she will read it."), field="reason")
    ensure_group(product_id)
    member = session.get(GroupMember, (product_id, user_id))
    if member is None or member.lost_at is not None:
        raise NotFound
    if member.basis == "staff":
        raise Refused(N_("The shop’s own people cannot be taken out of their group."), field="reason")
    session.add(
        GroupRemoval(
            product_id=product_id, user_id=user_id, by_id=actor.id, reason=words, created_at=clock.now()
        )
    )
    session.flush()
    recompute(user_id, product_id)


@action
def readmit(actor: Viewer, product_id: int, user_id: int) -> None:
    """Lifts what took her out; whether she is a member then is for the rule to say."""
    require(policy.can_remove(actor, user_id))
    removal = session.scalar(
        lock(
            select(GroupRemoval).where(
                GroupRemoval.product_id == product_id,
                GroupRemoval.user_id == user_id,
                GroupRemoval.lifted_at.is_(None),
            )
        )
    )
    if removal is None:
        raise NotFound
    removal.lifted_at, removal.lifted_by_id = clock.now(), actor.id
    session.flush()
    recompute(user_id, product_id)


def _person(actor: Viewer, handle: str) -> int:
    named = select(User.id).where(User.handle == handle.strip().lstrip("@").lower())
    user_id = session.scalar(people.visible_people(named, actor))
    if user_id is None:
        raise Refused(N_("There is nobody by this name."), field="handle")
    return user_id


def _refuse_who_cannot_be_guest(product_id: int, user_id: int) -> None:
    member = session.get(GroupMember, (product_id, user_id))
    if member is not None and member.lost_at is None:
        raise Refused(N_("She is a member already."), field="handle")
    standing = select(GroupRemoval.id).where(
        GroupRemoval.product_id == product_id,
        GroupRemoval.user_id == user_id,
        GroupRemoval.lifted_at.is_(None),
    )
    if session.scalar(standing) is not None:
        raise Refused(N_("A moderator has taken her out of this group."), field="handle")


def _refuse_too_many(actor: Viewer, product_id: int, limit: int) -> None:
    mine = select(func.count()).where(
        GroupGuest.product_id == product_id,
        GroupGuest.invited_by_id == actor.id,
        GroupGuest.ended_at.is_(None),
    )
    if (session.scalar(mine) or 0) >= limit:
        raise Refused(N_("At most %(limit)s guests at a time."), field="handle", limit=limit)


def _end(guest: GroupGuest, by_id: int | None) -> None:
    guest.ended_at, guest.ended_by_id = clock.now(), by_id
    session.flush()
    recompute(guest.user_id, guest.product_id)
