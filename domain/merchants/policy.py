"""Who may see and do what with merchants."""

from typing import Any, TypeVar

from sqlalchemy import Select, or_

from core.i18n import N_
from core.policy import YES, Decision, no
from domain.merchants.models import Merchant
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
