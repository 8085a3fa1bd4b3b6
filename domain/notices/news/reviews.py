"""News of commissions that are held: to the angel at each step, to the operators when somebody has to look again."""

from sqlalchemy import select

from core.db import session
from domain.angels.events import CommissionAppealed, CommissionHeld, CommissionReviewed
from domain.angels.models import Commission, CommissionReview
from domain.catalog.models import Product
from domain.notices.actions import tell
from domain.people.models import RoleGrant


def held(fact: CommissionHeld) -> None:
    review = session.get(CommissionReview, fact.review_id)
    if review is not None:
        _tell([fact.angel_id], review, "held")


def reviewed(fact: CommissionReviewed) -> None:
    review = session.get(CommissionReview, fact.review_id)
    if review is not None:
        _tell([fact.angel_id], review, fact.state)


def appealed(fact: CommissionAppealed) -> None:
    review = session.get(CommissionReview, fact.review_id)
    if review is None:
        return
    operators = session.scalars(
        select(RoleGrant.user_id).where(RoleGrant.role == "operator", RoleGrant.revoked_at.is_(None))
    )
    _tell(list(operators), review, "appealed")


def _tell(user_ids: list[int], review: CommissionReview, state: str) -> None:
    commission = session.get_one(Commission, review.commission_id)
    title = session.scalar(select(Product.title).where(Product.id == commission.product_id))
    moments = {"held": review.opened_at, "appealed": review.appealed_at}
    at = moments.get(state) or review.appeal_ended_at or review.decided_at
    if at is None:
        return
    tell(
        user_ids,
        kind="commission",
        target=("review", review.id),
        at=at,
        facts={
            "state": state,
            "title": title or "",
            "cents": _cents(review, commission, state),
            "reason": review.appeal_decision or review.decision,
            "review_id": review.id,
        },
    )


def _cents(review: CommissionReview, commission: Commission, state: str) -> int:
    match state:
        case "voided" | "appealed" | "upheld":
            return review.voided_cents
        case "restored":
            return review.restored_cents
        case _:
            return commission.amount_cents
