"""The papers of a shop: sent by its owner, judged one by one by the operators, asked for again every 180 days, and
deleted when they are needed no more. The files lie outside the database; who deletes a row's file is told its key."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.merchants import policy
from domain.merchants.events import MerchantDecided, PapersDue
from domain.merchants.models import (
    DocumentView,
    Merchant,
    MerchantDecision,
    MerchantDocument,
    MerchantReview,
    MerchantWord,
)
from domain.people.policy import can_write
from domain.people.viewer import Viewer

KINDS = ("licence", "identity", "other")
MAX_DOCUMENTS = 20
MAX_NAME_CHARS = 120
MAX_WORDS = 1_000
DRAFTS_KEPT = timedelta(days=2)
REVIEW_EVERY = timedelta(days=180)
# So many days before the papers are due their owner is told; so long after, the shop is suspended.
NOTICED = (30, 7, 0)
GRACE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A file that lies in the store already. `format`: pdf or picture."""

    kind: str
    key: str
    format: str
    name: str
    bytes: int


@action(quiet=True)
def keep_papers(actor: Viewer, papers: Sequence[NewPaper]) -> list[str]:
    """Keeps what was chosen until its form is sent, for two days. Returns a token for each."""
    require(can_write(actor))
    _room_for(actor.id, len(papers))
    tokens = []
    for paper in papers:
        if paper.kind not in KINDS:
            raise Refused(N_("Say what kind of paper it is."), field="kind")
        token = secrets.token_urlsafe(16)
        session.add(
            MerchantDocument(
                sent_by_id=actor.id,
                kind=paper.kind,
                format=paper.format,
                key=paper.key,
                token=token,
                name=text.tidy(paper.name.replace("\0", ""), one_line=True)[:MAX_NAME_CHARS] or "–",
                bytes=paper.bytes,
                sent_at=clock.now(),
            )
        )
        tokens.append(token)
    session.flush()
    return tokens


def _room_for(user_id: int, more: int) -> None:
    there = select(func.count()).where(
        MerchantDocument.sent_by_id == user_id,
        MerchantDocument.state == "waiting",
        MerchantDocument.deleted_at.is_(None),
    )
    if (session.scalar(there) or 0) + more > MAX_DOCUMENTS:
        raise Refused(N_("At most %(max)s papers wait at a time."), max=MAX_DOCUMENTS, field="papers")


def attach(user_id: int, merchant_id: int, tokens: Collection[str]) -> int:
    """Inside an action: what she kept becomes the shop's. Returns how many that were."""
    if not tokens:
        return 0
    mine = session.execute(
        update(MerchantDocument)
        .where(
            MerchantDocument.token.in_(tokens),
            MerchantDocument.sent_by_id == user_id,
            MerchantDocument.merchant_id.is_(None),
            MerchantDocument.deleted_at.is_(None),
        )
        .values(merchant_id=merchant_id, sent_at=clock.now())
    )
    count: int = mine.rowcount  # type: ignore[attr-defined]
    if count:
        review = review_of(merchant_id)
        review.sent_at, review.asked_at = clock.now(), None
        session.flush()
    return count


@action(quiet=True)
def send_papers(actor: Viewer, merchant_id: int, *, tokens: Collection[str], words: str = "") -> None:
    """More papers, or an answer to what the operators asked; at least one of the two."""
    require(policy.can_own(actor, merchant_id))
    words = _tidied(words)
    if not attach(actor.id, merchant_id, tokens) and not words:
        raise Refused(N_("Choose a file, or write something."), field="papers")
    if words:
        _say(actor, merchant_id, "merchant", words)


@action(quiet=True)
def say_as_platform(actor: Viewer, merchant_id: int, *, words: str) -> None:
    require(policy.can_decide(actor))
    _held(merchant_id)
    _say(actor, merchant_id, "platform", _needed(words))


@action
def ask_for_more(actor: Viewer, merchant_id: int, *, words: str) -> None:
    """The operator cannot decide yet. The owner is told, and reads what is missing."""
    require(policy.can_decide(actor))
    shop = _held(merchant_id)
    words = _needed(words)
    review = review_of(merchant_id)
    review.asked_at = clock.now()
    _say(actor, merchant_id, "platform", words)
    _decided(shop, "needs_more", words, actor.id)


@action(quiet=True)
def judge(actor: Viewer, document_id: int, *, accepts: bool, reason: str = "") -> int:
    """One paper is accepted, or refused with a reason that its owner reads. Returns the shop's id."""
    require(policy.can_decide(actor))
    document = session.scalar(lock(select(MerchantDocument).where(MerchantDocument.id == document_id)))
    if document is None or document.merchant_id is None:
        raise NotFound
    reason = _tidied(reason)
    if not accepts and not reason:
        raise Refused(N_("Give the reason: the applicant reads it."), field="reason")
    document.state, document.reason = ("accepted", "") if accepts else ("refused", reason)
    document.decided_by_id, document.decided_at = actor.id, clock.now()
    return document.merchant_id


def shop_of(viewer: Viewer, document_id: int) -> int:
    """Whose paper it is, for the operators. Raises NotFound."""
    require(policy.can_decide(viewer))
    merchant_id = session.scalar(
        select(MerchantDocument.merchant_id).where(MerchantDocument.id == document_id)
    )
    if merchant_id is None:
        raise NotFound
    return merchant_id


@action(quiet=True)
def open_document(actor: Viewer, document_id: int) -> MerchantDocument:
    """For an operator, who opened it stands in its log before the file is given out."""
    require(policy.can_decide(actor))
    document = session.get(MerchantDocument, document_id)
    if document is None or document.merchant_id is None or document.deleted_at is not None:
        raise NotFound
    session.add(DocumentView(document_id=document.id, viewer_id=actor.id, at=clock.now()))
    session.flush()
    return document


@action
def confirm_again(actor: Viewer, merchant_id: int) -> None:
    """The papers were looked at again and are right: for 180 days more. A shop that was suspended only because they
    were late sells again."""
    require(policy.can_decide(actor))
    shop = _held(merchant_id)
    review = review_of(merchant_id)
    if shop.state == "suspended" and review.is_lapsed:
        shop.state = "verified"
    elif shop.state != "verified":
        raise Refused(N_("Only a verified shop is checked again."))
    begin_period(merchant_id)
    _decided(shop, "rechecked", "", actor.id)


def begin_period(merchant_id: int) -> None:
    """Inside an action: the shop was verified, so its papers are good for 180 days."""
    review = review_of(merchant_id)
    review.due_at = clock.now() + REVIEW_EVERY
    review.noticed_days, review.asked_at, review.is_lapsed = None, None, False
    session.flush()


def review_of(merchant_id: int) -> MerchantReview:
    review = session.get(MerchantReview, merchant_id)
    if review is None:
        review = MerchantReview(merchant_id=merchant_id, is_lapsed=False)
        session.add(review)
        session.flush()
    return review


@action
def remind_and_lapse(limit: int = 100) -> int:
    """By the clock: periods begin for shops that were verified before there were any; owners are told 30 and 7 days
    before the papers are due, and when they are; two weeks later the shop is suspended."""
    begun = session.scalars(
        select(Merchant.id)
        .where(
            Merchant.state == "verified", ~exists().where(_has_period(), MerchantReview.due_at.is_not(None))
        )
        .limit(limit)
    ).all()
    for merchant_id in begun:
        begin_period(merchant_id)
    at = clock.now()
    due = session.execute(
        select(Merchant, MerchantReview)
        .join(MerchantReview, _has_period())
        .where(
            Merchant.state == "verified",
            MerchantReview.due_at <= at + timedelta(days=NOTICED[0]),
        )
        .order_by(MerchantReview.due_at)
        .limit(limit)
    ).all()
    return len(begun) + sum(_remind(shop, review, at) for shop, review in due)


def _has_period():  # type: ignore[no-untyped-def]
    return MerchantReview.merchant_id == Merchant.id


def _remind(shop: Merchant, review: MerchantReview, at: datetime) -> int:
    assert review.due_at is not None
    if review.noticed_days is None and review.due_at <= at:
        # Where nobody ran the clock for long: no shop is suspended whose owner was not told in time.
        review.due_at = at + timedelta(days=NOTICED[0])
    if review.due_at + GRACE <= at:
        shop.state, review.is_lapsed = "suspended", True
        _decided(
            shop, "suspended", N_("The papers were not looked at again in time. Please send them."), None
        )
        return 1
    days = min((one for one in NOTICED if review.due_at - timedelta(days=one) <= at), default=NOTICED[0])
    if review.noticed_days is not None and review.noticed_days <= days:
        return 0
    review.noticed_days = days
    record(PapersDue(shop.id, review.due_at.isoformat()))
    return 1


@action(quiet=True)
def forget_papers(kept_days: int, limit: int = 100) -> list[tuple[str, str]]:
    """(key, format) of files that are to be deleted: of applications that were refused so many days ago, and of forms
    that were never sent. The rows of the former stay and say that a paper was there."""
    at = clock.now()
    last = (
        select(func.max(MerchantDecision.at))
        .where(MerchantDecision.merchant_id == MerchantDocument.merchant_id)
        .scalar_subquery()
    )
    refused = exists().where(Merchant.id == MerchantDocument.merchant_id, Merchant.state == "refused")
    over = session.scalars(
        select(MerchantDocument)
        .where(MerchantDocument.deleted_at.is_(None), refused, last < at - timedelta(days=kept_days))
        .limit(limit)
    ).all()
    drafts = session.scalars(
        select(MerchantDocument)
        .where(MerchantDocument.merchant_id.is_(None), MerchantDocument.sent_at < at - DRAFTS_KEPT)
        .limit(limit)
    ).all()
    gone = [(one.key, one.format) for one in [*over, *drafts]]
    for one in over:
        one.deleted_at = at
    session.execute(delete(MerchantDocument).where(MerchantDocument.id.in_([one.id for one in drafts])))
    return gone


def _held(merchant_id: int) -> Merchant:
    shop = session.scalar(lock(select(Merchant).where(Merchant.id == merchant_id)))
    if shop is None:
        raise NotFound
    return shop


def _say(actor: Viewer, merchant_id: int, side: str, words: str) -> None:
    session.add(
        MerchantWord(merchant_id=merchant_id, author_id=actor.id, side=side, body=words, at=clock.now())
    )
    session.flush()


def _needed(words: str) -> str:
    words = _tidied(words)
    if not words:
        raise Refused(N_("Please write something."), field="words")
    return words


def _tidied(words: str) -> str:
    problem = text.problem_with(words, MAX_WORDS)
    if problem:
        raise Refused(problem, field="words", max=MAX_WORDS)
    return text.tidy(words)


def _decided(shop: Merchant, verdict: str, reason: str, by_id: int | None) -> None:
    session.add(
        MerchantDecision(merchant_id=shop.id, verdict=verdict, reason=reason, by_id=by_id, at=clock.now())
    )
    session.flush()
    record(MerchantDecided(shop.id, shop.owner_id, verdict, by_id or 0))
