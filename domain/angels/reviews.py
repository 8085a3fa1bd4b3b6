"""Commissions that are held until somebody has looked: opened, decided, appealed. The sale itself goes on, and the buyer
notices nothing.

held -> released (it vests as any other) or voided (the merchant has the money again) -> appealed -> upheld or restored.
"""

from collections.abc import Sequence

from sqlalchemy import Select, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.angels import review_policy as policy, signals
from domain.angels.events import CommissionAppealed, CommissionHeld, CommissionReviewed
from domain.angels.models import Commission, CommissionReview
from domain.angels.rules import earned
from domain.ledger.actions import Line, post
from domain.ledger.policy import operator_count
from domain.people.viewer import Viewer

WAITING = ("pending", "earned")
MAX_WORDS = 1_000
VOID, BACK = "commission_void", "commission_back"


def hold(
    commission: Commission,
    *,
    cause: str,
    names: Sequence[str] = (),
    reason: str = "",
    by_id: int | None = None,
    cause_id: int | None = None,
) -> CommissionReview | None:
    """Inside an action that holds the commission's row: it does not vest until it is decided. None when it cannot be
    held any more, or is."""
    if commission.state not in WAITING or _held(commission.id) is not None:
        return None
    at = clock.now()
    review = CommissionReview(
        commission_id=commission.id,
        cause=cause,
        cause_id=cause_id,
        score=signals.score(names),
        signals=",".join(names),
        reason=reason,
        opened_by_id=by_id,
        opened_at=at,
        due_at=at + signals.REVIEWED_WITHIN,
    )
    session.add(review)
    session.flush()
    record(CommissionHeld(review.id, commission.angel_id))
    return review


@action
def hold_by_hand(actor: Viewer, order_line_ids: Sequence[int], *, reason: str) -> int:
    """An operator has reasons of her own, which the angel reads. Returns how many commissions are held by it."""
    require(policy.can_hold(actor))
    said = _said(reason)
    statement = select(Commission).where(Commission.order_line_id.in_(order_line_ids)).order_by(Commission.id)
    found = session.scalars(lock(statement)).all()
    held = [hold(commission, cause="hand", reason=said, by_id=actor.id) for commission in found]
    count = sum(review is not None for review in held)
    if not count:
        raise Refused(
            N_("No commission of this order waits any more, or it is held already."), field="number"
        )
    return count


@action
def decide(actor: Viewer, review_id: int, *, release: bool, reason: str) -> None:
    """Releases or voids what is held; upholds or restores after an appeal. The angel reads the reason."""
    review, commission = _locked(review_id)
    at = clock.now()
    require(
        policy.can_decide(
            actor,
            review,
            angel_id=commission.angel_id,
            merchant_id=commission.merchant_id,
            at=at,
            operators=operator_count(),
        )
    )
    said = _said(reason)
    if review.state == "held":
        review.decided_by_id, review.decided_at, review.decision = actor.id, at, said
        _end(review, commission, "released" if release else "voided")
    else:
        review.appeal_by_id, review.appeal_ended_at, review.appeal_decision = actor.id, at, said
        _end(review, commission, "restored" if release else "upheld")


@action
def speak(actor: Viewer, review_id: int, *, words: str) -> None:
    """The angel says her part while it is held."""
    review, commission = _locked(review_id, actor)
    require(policy.can_speak(actor, review, angel_id=commission.angel_id))
    review.words, review.words_at = _said(words, "words"), clock.now()


@action
def appeal(actor: Viewer, review_id: int, *, words: str) -> None:
    """The angel does not agree that it was voided: another operator looks again."""
    review, commission = _locked(review_id, actor)
    at = clock.now()
    require(policy.can_appeal(actor, review, angel_id=commission.angel_id, at=at))
    review.appeal, review.appealed_at, review.state = _said(words, "words"), at, "appealed"
    record(CommissionAppealed(review.id, commission.angel_id))


def release_due() -> int:
    """What nobody has decided in time is released by itself. Returns how many that were."""
    due = session.scalars(
        select(CommissionReview.id)
        .where(CommissionReview.state == "held", CommissionReview.due_at <= clock.now())
        .order_by(CommissionReview.id)
    ).all()
    session.rollback()
    return sum(_release_by_the_clock(review_id) for review_id in due)


@action
def _release_by_the_clock(review_id: int) -> bool:
    review, commission = _locked(review_id)
    at = clock.now()
    if review.state != "held" or review.due_at > at:
        return False
    review.decided_at = at
    _end(review, commission, "released")
    return True


@action
def release_for_cause(cause: str, cause_id: int) -> None:
    """What held these came to nothing."""
    ids = session.scalars(
        select(CommissionReview.id)
        .where(
            CommissionReview.cause == cause,
            CommissionReview.cause_id == cause_id,
            CommissionReview.state == "held",
        )
        .order_by(CommissionReview.id)
    ).all()
    for review_id in ids:
        review, commission = _locked(review_id)
        review.decided_at = clock.now()
        _end(review, commission, "released")


def lessen(commission: Commission, remaining_base_cents: int) -> None:
    """Inside a refund: what an appeal could bring back of a voided commission becomes less, and nothing is left to
    decide about one that is refunded."""
    reviews = session.scalars(
        lock(select(CommissionReview).where(CommissionReview.commission_id == commission.id))
    )
    for review in reviews:
        review.base_cents = min(review.base_cents, remaining_base_cents)
        if review.state == "held" and remaining_base_cents == 0:
            review.state, review.decided_at = "refunded", clock.now()


def not_held(commissions: Sequence[Commission]) -> list[Commission]:
    """Those that nobody is looking at."""
    held = set(
        session.scalars(
            select(CommissionReview.commission_id).where(
                CommissionReview.commission_id.in_([commission.id for commission in commissions]),
                CommissionReview.state == "held",
            )
        )
    )
    return [commission for commission in commissions if commission.id not in held]


def voided_ids() -> Select[int]:
    """The commissions that a decision has taken back."""
    return select(CommissionReview.commission_id).where(CommissionReview.state.in_(("voided", "appealed")))


def _end(review: CommissionReview, commission: Commission, state: str) -> None:
    review.state = state
    record(CommissionReviewed(review.id, commission.angel_id, state))
    if state == "voided":
        _void(review, commission)
    elif state == "restored":
        _restore(review, commission)
    session.flush()


def _void(review: CommissionReview, commission: Commission) -> None:
    review.voided_cents, review.base_cents = commission.amount_cents, commission.base_cents
    commission.amount_cents = commission.base_cents = 0
    commission.state = "void"
    session.flush()
    _post(VOID, review, commission, review.voided_cents)


def _restore(review: CommissionReview, commission: Commission) -> None:
    """With what refunds have left of it meanwhile."""
    if not review.base_cents:
        return
    cents = earned(review.base_cents, commission.rate_bps, commission.cap_cents)
    review.restored_cents = commission.amount_cents = cents
    commission.base_cents = review.base_cents
    commission.state = "earned" if commission.vests_at else "pending"
    session.flush()
    _post(BACK, review, commission, -cents)


def _post(kind: str, review: CommissionReview, commission: Commission, cents: int) -> None:
    """`cents` go from the angel to the merchant, who had paid them; below zero, back to her."""
    if not cents:
        return
    line = commission.order_line_id
    post(
        kind=kind,
        reference=str(review.id),
        currency=commission.currency,
        lines=[
            Line(("angel_pending", commission.angel_id), -cents, line),
            Line(("merchant_payable", commission.merchant_id), cents, line),
        ],
        order_id=commission.order_id,
    )


def _held(commission_id: int) -> int | None:
    return session.scalar(
        select(CommissionReview.id).where(
            CommissionReview.commission_id == commission_id, CommissionReview.state == "held"
        )
    )


def _locked(review_id: int, owner: Viewer | None = None) -> tuple[CommissionReview, Commission]:
    """Both rows, the commission's first, as everybody takes them. For anybody but its `owner` it is not there."""
    commission_id = session.scalar(
        select(CommissionReview.commission_id).where(CommissionReview.id == review_id)
    )
    commission = session.scalar(lock(select(Commission).where(Commission.id == (commission_id or 0))))
    if commission is None or (owner is not None and commission.angel_id != owner.id):
        raise NotFound
    review = session.scalars(lock(select(CommissionReview).where(CommissionReview.id == review_id))).one()
    return review, commission


def _said(words: str, field: str = "reason") -> str:
    said = words.strip()
    if not said:
        raise Refused(N_("Say why: it is read."), field=field)
    if len(said) > MAX_WORDS:
        raise Refused(N_("At most %(limit)s characters."), field=field, limit=MAX_WORDS)
    return said
