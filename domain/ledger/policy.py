"""Who may move money by hand, and who has to look on."""

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from core.db import session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.ledger.models import Payout, Settlement
from domain.people.models import RoleGrant, User
from domain.people.policy import can_write
from domain.people.viewer import Viewer

# What stands in for a second pair of eyes on a site with one operator.
COOLING = timedelta(hours=24)


def can_withdraw(viewer: Viewer) -> Decision:
    return can_write(viewer)


def can_cancel(viewer: Viewer, payout: Payout) -> Decision:
    return can_write(viewer) if payout.user_id == viewer.id else no(N_("This withdrawal is not yours."))


def can_manage(viewer: Viewer) -> Decision:
    """Who sees the money of others: operators."""
    return (
        can_write(viewer) if viewer.is_operator else no(N_("This page is for the people who run the site."))
    )


def can_decide(viewer: Viewer, payout: Payout, *, at: datetime, operators: int) -> Decision:
    """An operator does not pay herself while there is another; alone she waits a day."""
    if payout.user_id != viewer.id:
        return can_manage(viewer)
    return _second_look(viewer, since=payout.requested_at, at=at, operators=operators)


def can_confirm(viewer: Viewer, settlement: Settlement, *, at: datetime, operators: int) -> Decision:
    """What one operator wrote down another confirms; one alone waits a day."""
    if settlement.proposed_by_id != viewer.id:
        return can_manage(viewer)
    return _second_look(viewer, since=settlement.proposed_at, at=at, operators=operators)


def _second_look(viewer: Viewer, *, since: datetime, at: datetime, operators: int) -> Decision:
    manages = can_manage(viewer)
    if not manages.ok:
        return manages
    if operators > 1:
        return no(
            N_("Another operator has to decide this: nobody decides alone about money of her own hand.")
        )
    if at < since + COOLING:
        return no(N_("You are the only operator: what you entered yourself you can decide after 24 hours."))
    return YES


def operator_count() -> int:
    """How many people run the site."""
    granted = exists().where(
        RoleGrant.user_id == User.id, RoleGrant.role == "operator", RoleGrant.revoked_at.is_(None)
    )
    return session.scalar(select(func.count()).where(User.closed_at.is_(None), granted)) or 0
