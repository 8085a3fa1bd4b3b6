"""Who may read the problem desk of a product and write at it. Its figures are everybody's; its problems are for those
who bought the product, the merchant's people and the moderators."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, true

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.merchants import policy as merchants
from domain.orders.models import Order, OrderLine
from domain.people.policy import can_write, not_blocked
from domain.people.viewer import Viewer
from domain.problems.models import Problem

S = TypeVar("S", bound=Select[Any])

BUYERS_ONLY = N_("What is told here is read by those who bought the product, and by the merchant.")
OWN_GOODS = N_("Who sells the product answers here.")


def has_bought() -> ColumnElement[bool]:
    """An order that was paid for, or sent on cash; whatever became of it since."""
    return or_(Order.paid_at.is_not(None), Order.shipped_at.is_not(None), Order.part_sent_at.is_not(None))


def lines_bought(viewer: Viewer, product_id: Any) -> ColumnElement[bool]:
    """For a statement over order lines joined with their orders."""
    return and_(Order.buyer_id == viewer.id, OrderLine.product_id == product_id, has_bought())


def is_staff(viewer: Viewer, merchant_id: int) -> bool:
    """Whether she speaks here for the shop."""
    return merchants.speaks_for(viewer, merchant_id)


def can_read(viewer: Viewer, merchant_id: int, *, is_buyer: bool) -> Decision:
    if viewer.is_moderator or is_staff(viewer, merchant_id) or is_buyer:
        return YES
    return no(BUYERS_ONLY)


def can_tell(viewer: Viewer, merchant_id: int, *, is_buyer: bool) -> Decision:
    """Open a problem: every buyer, however she rated it."""
    if not (allowed := can_write(viewer)):
        return allowed
    if merchants.is_staff(viewer, merchant_id):
        return no(OWN_GOODS)
    return YES if is_buyer else no(BUYERS_ONLY)


def can_speak(viewer: Viewer, merchant_id: int, author_id: int) -> Decision:
    """The two sides of it."""
    if not (allowed := can_write(viewer)):
        return allowed
    if viewer.id == author_id or is_staff(viewer, merchant_id):
        return YES
    return no(N_("Only the buyer who told of it and the merchant speak here."))


def can_settle(viewer: Viewer, author_id: int) -> Decision:
    """Say that it is solved, or that it is not."""
    if not (allowed := can_write(viewer)):
        return allowed
    return YES if viewer.id == author_id else no(N_("Only the buyer who told of it can say that."))


def can_fold(viewer: Viewer) -> Decision:
    return YES if viewer.is_moderator else no(N_("Only moderators may do this."))


def visible_problems(statement: S, viewer: Viewer, merchant_id: Any) -> S:
    """For a statement over problems. `merchant_id` is a value, or a column of the statement. The merchant's people and
    the moderators read them all, so that a block keeps no problem from who has to answer."""
    if not viewer.is_signed_in:
        return statement.where(false())
    own = Problem.author_id == viewer.id
    if viewer.is_moderator:
        return statement.where(Problem.state != "deleted")
    bought = (
        exists()
        .where(OrderLine.order_id == Order.id, lines_bought(viewer, Problem.product_id))
        .correlate(Problem)
    )
    staff = _is_of(viewer, merchant_id)
    return statement.where(
        or_(
            and_(
                Problem.state == "visible",
                or_(staff, and_(bought, not_blocked(viewer, Problem.author_id))),
            ),
            and_(own, Problem.state != "deleted"),
        )
    )


def _is_of(viewer: Viewer, merchant_id: Any) -> ColumnElement[bool]:
    if isinstance(merchant_id, int):
        return true() if is_staff(viewer, merchant_id) else false()
    return merchant_id.in_(sorted(viewer.shops_as(merchants.SUPPORTING)))  # type: ignore[no-any-return]
