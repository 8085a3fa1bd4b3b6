"""Who may move money by hand, and who has to look on."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select

from core.db import session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.ledger.models import Payout
from domain.ledger.models.proposals import Proposal
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
    if not _is_own(viewer, payout):
        return can_manage(viewer)
    return second_look(viewer, since=payout.requested_at, at=at, operators=operators)


def can_approve(
    viewer: Viewer, payout: Payout, *, at: datetime, operators: int, approved_by: Collection[int]
) -> Decision:
    """Each operator approves once. A large payout takes two of them; where there is one only, she waits a day."""
    may = can_decide(viewer, payout, at=at, operators=operators)
    if not may.ok:
        return may
    if viewer.id in approved_by:
        return no(N_("You have approved it. Another operator has to look at it too."))
    if payout.approvals_needed > 1 and operators == 1:
        return second_look(viewer, since=payout.requested_at, at=at, operators=operators)
    return YES


def is_approved(payout: Payout, *, approvals: int, operators: int, payee_is_operator: bool) -> bool:
    """Nobody can wait for more people than there are. An operator who is paid herself is one of the two."""
    return approvals >= max(1, min(payout.approvals_needed, operators - payee_is_operator))


def _is_own(viewer: Viewer, payout: Payout) -> bool:
    return payout.user_id == viewer.id or payout.merchant_id in viewer.merchant_ids


def can_confirm(viewer: Viewer, proposal: Proposal, *, at: datetime, operators: int) -> Decision:
    """What one operator wrote down another confirms; one alone waits a day."""
    if proposal.proposed_by_id != viewer.id:
        return can_manage(viewer)
    return second_look(viewer, since=proposal.proposed_at, at=at, operators=operators)


def second_look(viewer: Viewer, *, since: datetime, at: datetime, operators: int) -> Decision:
    manages = can_manage(viewer)
    if not manages.ok:
        return manages
    if operators > 1:
        return no(
            N_("Another operator has to decide this: nobody decides alone about money of her own hand.")
        )
    if at < since + COOLING:
        return no(N_("You are the only operator: this can be decided after 24 hours."))
    return YES


def operator_count() -> int:
    """How many people run the site."""
    return session.scalar(select(func.count()).where(*_runs_the_site())) or 0


def is_operator(user_id: int) -> bool:
    return session.scalar(select(User.id).where(User.id == user_id, *_runs_the_site())) is not None


def _runs_the_site() -> tuple[ColumnElement[bool], ...]:
    granted = exists().where(
        RoleGrant.user_id == User.id, RoleGrant.role == "operator", RoleGrant.revoked_at.is_(None)
    )
    return User.closed_at.is_(None), granted
