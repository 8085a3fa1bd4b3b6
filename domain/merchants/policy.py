"""Who may see and do what with merchants."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.merchants.models import Merchant, StaffInvitation
from domain.people.policy import can_write
from domain.people.viewer import Viewer

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def can_sell(merchant: Merchant) -> Decision:
    """Only the verified sell."""
    if merchant.state == "verified":
        return YES
    if merchant.state == "suspended":
        return no(N_("This merchant is suspended and sells nothing for now."))
    return no(N_("This merchant has not been verified."))


# What the people of a shop do there. The owner does everything; support speaks with buyers (questions, problems, letters,
# fans, after-sales) and wears the shop's badge; shipping packs and sends, and sees where to, but not the money.
ROLES = ("owner", "support", "shipping")
OWNING = frozenset({"owner"})
SUPPORTING = frozenset({"owner", "support"})
SHIPPING = frozenset({"owner", "shipping"})


def can_own(viewer: Viewer, merchant_id: int) -> Decision:
    """Change the shop: its terms, products, prices, coupons, people; and handle its money."""
    return _as(viewer, merchant_id, OWNING, N_("Only the owner of this shop may do that."))


def can_support(viewer: Viewer, merchant_id: int) -> Decision:
    """Speak for the shop: to those who ask, to fans, to buyers after the sale."""
    return _as(viewer, merchant_id, SUPPORTING, N_("This is for the owner of this shop and its support."))


def can_ship(viewer: Viewer, merchant_id: int) -> Decision:
    """Pack and send what is paid, and see where it goes."""
    return _as(viewer, merchant_id, SHIPPING, N_("This is for the owner of this shop and who ships for it."))


def _as(viewer: Viewer, merchant_id: int, roles: frozenset[str], otherwise: str) -> Decision:
    decision = can_write(viewer)
    if not decision or merchant_id in viewer.shops_as(roles):
        return decision
    return no(otherwise if is_staff(viewer, merchant_id) else _NOT_STAFF)


_NOT_STAFF = N_("Only the people of this shop may do that.")


def can_see_books(viewer: Viewer, merchant_id: int) -> Decision:
    """Read the shop's money: its account, payouts, statements, invoices."""
    if merchant_id in viewer.shops_as(OWNING) or viewer.is_operator:
        return YES
    if is_staff(viewer, merchant_id):
        return no(N_("The money of the shop is its owner's."))
    return no(N_("Only the people of this shop may see that."))


def speaks_for(viewer: Viewer, merchant_id: int) -> bool:
    """Whether her words there are the shop's, with its badge."""
    return merchant_id in viewer.shops_as(SUPPORTING)


def is_staff(viewer: Viewer, merchant_id: int) -> bool:
    return merchant_id in viewer.merchant_ids


def can_see_desk(viewer: Viewer, merchant_id: int) -> Decision:
    """Read what only the shop's own people read: drafts, stock, applications."""
    if is_staff(viewer, merchant_id) or viewer.is_operator:
        return YES
    return no(N_("Only the people of this shop may see that."))


def can_manage(viewer: Viewer, merchant_id: int) -> Decision:
    """Change the shop, its products and their stock."""
    decision = can_write(viewer)
    if decision and not is_staff(viewer, merchant_id):
        return no(N_("Only the people of this shop may do that."))
    return decision


def can_see_desk_as_staff(viewer: Viewer, merchant_id: int) -> Decision:
    """For what somebody does for herself, like going: a suspended person may as well."""
    return YES if is_staff(viewer, merchant_id) else no(_NOT_STAFF)


def is_open_invitation(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (StaffInvitation.outcome == "", StaffInvitation.expires_at > at)


def invitation_by(viewer: Viewer, key: str, token_hash: str) -> Select[int, int]:
    """(id, merchant_id) of an invitation of her own by its number, or of a link by its token, whatever became of it.
    A link that somebody else has used is nobody's any more."""
    statement = select(StaffInvitation.id, StaffInvitation.merchant_id)
    by_token = and_(
        StaffInvitation.token_hash == token_hash,
        or_(StaffInvitation.user_id.is_(None), StaffInvitation.user_id == viewer.id),
    )
    if key.isascii() and key.isdigit() and len(key) < 19:
        return statement.where(StaffInvitation.id == int(key), StaffInvitation.user_id == viewer.id)
    return statement.where(by_token)


def can_decide(viewer: Viewer) -> Decision:
    """Verify, refuse, suspend."""
    decision = can_write(viewer)
    if decision and not viewer.is_operator:
        return no(N_("This is for the people who run the site."))
    return decision


def visible_merchants(statement: S, viewer: Viewer) -> S:
    """Verified merchants; the others to their own people and the operators."""
    if viewer.is_operator:
        return statement
    return statement.where(or_(Merchant.state == "verified", Merchant.id.in_(sorted(viewer.merchant_ids))))


def can_see(viewer: Viewer, merchant: Merchant) -> Decision:
    if merchant.state == "verified" or viewer.is_operator or is_staff(viewer, merchant.id):
        return YES
    return no(N_("This merchant has not been verified."))
