"""The operators' list of commissions that are held. Lies here, since it names the order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core import clock
from core.db import session
from core.paging import Page, page_of
from core.policy import Decision, require
from domain.angels import review_policy, signals
from domain.angels.models import Commission, CommissionReview
from domain.catalog.models import Product
from domain.ledger.policy import can_manage, operator_count
from domain.merchants.models import Merchant
from domain.orders.models import Order
from domain.people import queries as people
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

PAGE = 20
WAITING, DECIDED = "waiting", "decided"
OPEN_STATES = ("held", "appealed")


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """`cents`: what is held, or was voided. `why`: sentences of signals; `reason`: an operator's own words."""

    id: int
    state: str
    angel: PersonCard
    buyer: PersonCard
    merchant: str
    number: str
    product_id: int
    title: str
    cents: int
    currency: str
    score: int
    why: tuple[str, ...]
    reason: str
    opened_by: PersonCard | None
    opened_at: datetime
    due_at: datetime
    words: str
    decision: str
    decided_by: PersonCard | None
    decided_at: datetime | None
    appeal: str
    appealed_at: datetime | None
    appeal_by: PersonCard | None
    appeal_decision: str
    appeal_ended_at: datetime | None
    may_decide: Decision


def waiting_reviews(viewer: Viewer) -> int:
    """How many wait for an operator."""
    require(can_manage(viewer))
    return session.scalar(select(func.count()).where(CommissionReview.state.in_(OPEN_STATES))) or 0


def review_cases(
    viewer: Viewer, *, tab: str = WAITING, after: int | None = None, size: int = PAGE
) -> Page[ReviewCase]:
    """What waits, the oldest first; or what is decided, the newest first."""
    require(can_manage(viewer))
    statement = _rows()
    if tab == WAITING:
        statement = statement.where(CommissionReview.state.in_(OPEN_STATES)).order_by(CommissionReview.id)
        statement = statement.where(CommissionReview.id > after) if after else statement
    else:
        statement = statement.where(CommissionReview.state.not_in(OPEN_STATES)).order_by(
            CommissionReview.id.desc()
        )
        statement = statement.where(CommissionReview.id < after) if after else statement
    return page_of(_cases(viewer, statement.limit(size + 1)), size, lambda case: case.id)


def review_case(viewer: Viewer, review_id: int) -> ReviewCase | None:
    require(can_manage(viewer))
    found = _cases(viewer, _rows().where(CommissionReview.id == review_id))
    return found[0] if found else None


def _rows() -> Any:
    return (
        select(CommissionReview, Commission, Product.title, Order.number, Order.buyer_id, Merchant.name)
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .join(Product, Product.id == Commission.product_id)
        .join(Order, Order.id == Commission.order_id)
        .join(User, User.id == Commission.angel_id)
        .join(Merchant, Merchant.id == Commission.merchant_id)
    )


def _cases(viewer: Viewer, statement: Any) -> list[ReviewCase]:
    rows = session.execute(statement).all()
    if not rows:
        return []
    named = {
        person
        for row in rows
        for person in (
            row.Commission.angel_id,
            row.buyer_id,
            row.CommissionReview.opened_by_id,
            row.CommissionReview.decided_by_id,
            row.CommissionReview.appeal_by_id,
        )
        if person
    }
    cards, operators = people.cards(named), operator_count()
    return [_case(viewer, row, cards, operators) for row in rows]


def _case(viewer: Viewer, row: Any, cards: dict[int, PersonCard], operators: int) -> ReviewCase:
    review, commission = row.CommissionReview, row.Commission
    return ReviewCase(
        id=review.id,
        state=review.state,
        angel=cards[commission.angel_id],
        buyer=cards[row.buyer_id],
        merchant=row.name,
        number=row.number,
        product_id=commission.product_id,
        title=row.title,
        cents=review.voided_cents or commission.amount_cents,
        currency=commission.currency,
        score=review.score,
        why=signals.words_of(review.signals),
        reason=review.reason,
        opened_by=cards.get(review.opened_by_id or 0),
        opened_at=review.opened_at,
        due_at=review.due_at,
        words=review.words,
        decision=review.decision,
        decided_by=cards.get(review.decided_by_id or 0),
        decided_at=review.decided_at,
        appeal=review.appeal,
        appealed_at=review.appealed_at,
        appeal_by=cards.get(review.appeal_by_id or 0),
        appeal_decision=review.appeal_decision,
        appeal_ended_at=review.appeal_ended_at,
        may_decide=review_policy.can_decide(
            viewer,
            review,
            angel_id=commission.angel_id,
            merchant_id=commission.merchant_id,
            at=clock.now(),
            operators=operators,
        ),
    )
