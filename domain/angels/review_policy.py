"""Who may hold a commission, decide about it, and appeal."""

from datetime import datetime
from typing import Protocol

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.angels.signals import APPEALED_WITHIN
from domain.ledger.policy import can_manage, second_look
from domain.people.viewer import Viewer


class ReviewFacts(Protocol):
    """What the predicates look at: a row of the table, or what a query made of it."""

    @property
    def state(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def words_at(self) -> datetime | None: ...
    @property
    def decided_by_id(self) -> int | None: ...
    @property
    def decided_at(self) -> datetime | None: ...
    @property
    def appealed_at(self) -> datetime | None: ...


def can_hold(viewer: Viewer) -> Decision:
    return can_manage(viewer)


def can_decide(
    viewer: Viewer, review: ReviewFacts, *, angel_id: int, merchant_id: int, at: datetime, operators: int
) -> Decision:
    """Any operator, but not about her own commission or her own shop's money while there is another. An appeal is
    decided by somebody else than the decision; one alone waits a day."""
    if review.state not in ("held", "appealed"):
        return no(N_("This is decided."))
    since = review.appealed_at or review.opened_at
    is_own = angel_id == viewer.id or merchant_id in viewer.merchant_ids
    is_again = review.state == "appealed" and review.decided_by_id == viewer.id
    if is_own or is_again:
        return second_look(viewer, since=since, at=at, operators=operators)
    return can_manage(viewer)


def can_speak(viewer: Viewer, review: ReviewFacts, *, angel_id: int) -> Decision:
    """The angel says her part once, while it is held."""
    if angel_id != viewer.id:
        return no(N_("This is not yours."))
    if review.state != "held":
        return no(N_("This is decided."))
    if review.words_at is not None:
        return no(N_("You have said your part. An operator reads it."))
    # Whoever is suspended may still defend her money.
    return YES


def can_appeal(viewer: Viewer, review: ReviewFacts, *, angel_id: int, at: datetime) -> Decision:
    """Once, within two weeks of the decision."""
    if angel_id != viewer.id:
        return no(N_("This is not yours."))
    if review.state != "voided" or review.decided_at is None:
        return no(N_("There is nothing to appeal against."))
    if at > review.decided_at + APPEALED_WITHIN:
        return no(N_("The time for an appeal is over."))
    return YES
