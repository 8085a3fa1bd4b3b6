"""What stands above the chat: pinning and taking down, and wanting no announcements."""

from datetime import timedelta

from sqlalchemy import func, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.groups import policy, rules
from domain.groups.actions.membership import ensure_group
from domain.groups.actions.talking import open_product, product_in_sight
from domain.groups.events import HearingStopped
from domain.groups.models import AnnouncementOptOut, GroupPin, Message
from domain.people.models import User
from domain.people.viewer import Viewer


@action(quiet=True)
def pin(actor: Viewer, message_id: int, *, days: int) -> int:
    """Keeps a message above the chat for 1 to 30 days, three at a time. Pinned already: from now on for `days`. Returns
    the product's id."""
    message = session.scalar(select(Message).where(Message.id == message_id, Message.state == "visible"))
    if message is None:
        raise NotFound
    product = open_product(actor, message.product_id)
    require(policy.can_pin(actor, product.merchant_id))
    if not 1 <= days <= rules.PIN_DAYS_MAX:
        raise Refused(N_("A pin stays for 1 to %(limit)s days."), field="days", limit=rules.PIN_DAYS_MAX)
    ensure_group(message.product_id)
    now = clock.now()
    standing = GroupPin.product_id == message.product_id, GroupPin.ended_at.is_(None)
    session.execute(
        update(GroupPin)
        .where(*standing, (GroupPin.ends_at <= now) | (GroupPin.message_id == message_id))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    if (session.scalar(select(func.count()).where(*standing)) or 0) >= rules.PINS_MAX:
        raise Refused(N_("Three messages are pinned already. Take one down first."), field="days")
    session.add(
        GroupPin(
            product_id=message.product_id,
            message_id=message_id,
            pinned_by_id=actor.id,
            created_at=now,
            ends_at=now + timedelta(days=days),
        )
    )
    session.flush()
    return message.product_id


@action(quiet=True)
def unpin(actor: Viewer, pin_id: int) -> int:
    """Takes a pin down. Returns the product's id."""
    pinned = session.scalar(lock(select(GroupPin).where(GroupPin.id == pin_id, GroupPin.ended_at.is_(None))))
    if pinned is None:
        raise NotFound
    product = product_in_sight(actor, pinned.product_id)
    require(policy.can_pin(actor, product.merchant_id))
    pinned.ended_at, pinned.ended_by_id = clock.now(), actor.id
    session.flush()
    return pinned.product_id


@action(quiet=True)
def want_announcements(actor: Viewer, product_id: int, wants: bool) -> None:
    """Whether she is told of this group's announcements; saying it again changes nothing."""
    require(policy.can_opt_out(actor))
    product_in_sight(actor, product_id)
    ensure_group(product_id)
    known = session.get(AnnouncementOptOut, (actor.id, product_id))
    if not wants:
        _stop(actor.id, product_id)
    elif known is not None:
        session.delete(known)
        session.flush()


@action(quiet=True)
def stop_announcements(user_id: int, product_id: int) -> None:
    """Whoever holds the signed link of her mail wants no more of them; the caller has checked it."""
    if session.get(User, user_id) is None or session.get(Product, product_id) is None:
        raise NotFound
    ensure_group(product_id)
    _stop(user_id, product_id)


def _stop(user_id: int, product_id: int) -> None:
    if session.get(AnnouncementOptOut, (user_id, product_id)) is None:
        session.add(AnnouncementOptOut(user_id=user_id, product_id=product_id, at=clock.now()))
        session.flush()
        record(HearingStopped(user_id, "announcement", product_id))
