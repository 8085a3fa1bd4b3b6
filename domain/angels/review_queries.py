"""What an angel may read of her commissions that are held: why, until when, what was decided, and what she can do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core import clock
from core.db import session
from core.policy import Decision
from domain.angels import review_policy, signals
from domain.angels.models import Commission, CommissionReview
from domain.catalog.models import Product
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """The latest review of a commission, as a line shows it."""

    id: int
    state: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewView:
    """`why`: sentences of signals; `reason`: an operator's own words. Who decided is not said, and who bought neither."""

    id: int
    commission_id: int
    product_id: int
    title: str
    picture_key: str | None
    cents: int
    voided_cents: int
    restored_cents: int
    sold_at: datetime
    state: str
    why: tuple[str, ...]
    reason: str
    opened_at: datetime
    due_at: datetime
    words: str
    words_at: datetime | None
    decision: str
    decided_at: datetime | None
    by_the_clock: bool
    appeal: str
    appealed_at: datetime | None
    appeal_by: datetime | None
    appeal_decision: str
    appeal_ended_at: datetime | None
    can_speak: Decision
    can_appeal: Decision


def marks_of(viewer: Viewer, commission_ids: Collection[int]) -> dict[int, ReviewMark]:
    """Commission -> its latest review, of the viewer's own."""
    if not commission_ids:
        return {}
    latest = (
        select(func.max(CommissionReview.id))
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .where(CommissionReview.commission_id.in_(commission_ids), Commission.angel_id == viewer.id)
        .group_by(CommissionReview.commission_id)
    )
    rows = session.scalars(select(CommissionReview).where(CommissionReview.id.in_(latest)))
    return {row.commission_id: ReviewMark(row.id, row.state, row.due_at) for row in rows}


def held_cents(viewer: Viewer, currency: str) -> int:
    """What of the viewer's pending money is being looked at."""
    held = (
        select(func.coalesce(func.sum(Commission.amount_cents), 0))
        .join(CommissionReview, CommissionReview.commission_id == Commission.id)
        .where(
            Commission.angel_id == viewer.id,
            Commission.currency == currency,
            CommissionReview.state == "held",
        )
    )
    return int(session.scalar(held) or 0)


def review_of(viewer: Viewer, review_id: int) -> ReviewView | None:
    """None for all but the angel herself."""
    row = session.execute(
        select(CommissionReview, Commission, Product.title, Product.picture_key)
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .join(Product, Product.id == Commission.product_id)
        .where(CommissionReview.id == review_id, Commission.angel_id == viewer.id)
    ).first()
    if row is None:
        return None
    review, commission = row.CommissionReview, row.Commission
    decided_at = review.decided_at
    return ReviewView(
        id=review.id,
        commission_id=commission.id,
        product_id=commission.product_id,
        title=row.title,
        picture_key=row.picture_key,
        cents=commission.amount_cents,
        voided_cents=review.voided_cents,
        restored_cents=review.restored_cents,
        sold_at=commission.created_at,
        state=review.state,
        why=signals.words_of(review.signals),
        reason=review.reason,
        opened_at=review.opened_at,
        due_at=review.due_at,
        words=review.words,
        words_at=review.words_at,
        decision=review.decision,
        decided_at=decided_at,
        by_the_clock=decided_at is not None and review.decided_by_id is None,
        appeal=review.appeal,
        appealed_at=review.appealed_at,
        appeal_by=decided_at + signals.APPEALED_WITHIN if decided_at else None,
        appeal_decision=review.appeal_decision,
        appeal_ended_at=review.appeal_ended_at,
        can_speak=review_policy.can_speak(viewer, review, angel_id=commission.angel_id),
        can_appeal=review_policy.can_appeal(viewer, review, angel_id=commission.angel_id, at=clock.now()),
    )
