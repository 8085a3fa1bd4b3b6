"""Who may report, and who decides. A case about oneself, or about the shop that one works for, is nobody's to see:
it would name its reporters."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, false, or_, select

from core.db import session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.catalog.models import Product
from domain.letters.models import Letter, LetterThread
from domain.moderation.models import Case
from domain.moderation.targets import Target
from domain.people.policy import can_write
from domain.people.viewer import Viewer

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

OWN_CASE = N_("Nobody decides about herself.")


def can_report(viewer: Viewer, target: Target) -> Decision:
    """Whether the viewer sees it at all has been asked before."""
    if not (allowed := can_write(viewer)):
        return allowed
    if target.subject_id == viewer.id or target.merchant_id in viewer.merchant_ids:
        return no(N_("This is your own. You can change or delete it yourself."))
    return YES


def can_moderate(viewer: Viewer) -> Decision:
    if not viewer.is_moderator:
        return no(N_("This is for moderators."))
    return can_write(viewer)


def can_decide_fold_request(viewer: Viewer, author_id: int, merchant_id: int) -> Decision:
    """Who moderates, but about neither her own words nor what her own shop asked."""
    if author_id == viewer.id or merchant_id in viewer.merchant_ids:
        return no(OWN_CASE)
    return can_moderate(viewer)


def can_see_queue(viewer: Viewer) -> Decision:
    """A suspended moderator may read on, not decide."""
    return YES if viewer.is_moderator else no(N_("This is for moderators."))


def visible_cases(statement: S, viewer: Viewer) -> S:
    if not viewer.is_moderator:
        return statement.where(false())
    statement = statement.where(Case.subject_id != viewer.id)
    if viewer.merchant_ids:
        own = exists().where(
            Product.id == Case.target_id, Product.merchant_id.in_(sorted(viewer.merchant_ids))
        )
        statement = statement.where(
            ~((Case.target_type == "product") & own),
            ~((Case.target_type == "letter") & _in_own_letters(viewer)),
        )
    return statement


def can_see(viewer: Viewer, case: Case) -> Decision:
    """The same question as `visible_cases`, for one case at hand."""
    if not viewer.is_moderator:
        return no(N_("This is for moderators."))
    if case.subject_id == viewer.id:
        return no(OWN_CASE)
    if case.target_type == "product" and viewer.merchant_ids:
        product = session.get(Product, case.target_id)
        if product is not None and product.merchant_id in viewer.merchant_ids:
            return no(OWN_CASE)
    if case.target_type == "letter" and session.scalar(
        select(Case.id).where(Case.id == case.id, _in_own_letters(viewer))
    ):
        return no(OWN_CASE)
    return YES


def _in_own_letters(viewer: Viewer) -> ColumnElement[bool]:
    """The case is about a letter in a thread of a shop that the viewer works for, or of her own."""
    own = or_(
        LetterThread.merchant_id.in_(sorted(viewer.merchant_ids)),
        LetterThread.fan_id == viewer.id,
        LetterThread.owner_id == viewer.id,
    )
    return exists().where(Letter.id == Case.target_id, LetterThread.id == Letter.thread_id, own)


def can_decide(viewer: Viewer, case: Case) -> Decision:
    return can_moderate(viewer) and can_see(viewer, case)
