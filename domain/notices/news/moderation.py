"""News of what moderators decided: to those who reported, and to the one whose it is. Moderators are not named, and
neither side learns who the other is."""

from typing import Any, Protocol

from sqlalchemy import select

from core import clock
from core.db import session
from domain.catalog.models import Product
from domain.groups.models import Answer, Message, Question
from domain.letters.models import Letter
from domain.notices.actions import tell
from domain.problems.models import Problem
from domain.says.models import Comment


class Decision(Protocol):
    """The event of the room next door."""

    case_id: int
    verb: str
    target_type: str
    target_id: int
    subject_id: int
    by_id: int
    reporter_ids: tuple[int, ...]
    reason: str


def case_decided(fact: Decision) -> None:
    at = clock.now()
    tell(
        set(fact.reporter_ids) - {fact.by_id},
        kind="report",
        target=("case", fact.case_id),
        at=at,
        facts={"verb": fact.verb, "what": fact.target_type},
    )
    # A suspension tells by itself, with its end.
    if fact.verb in ("fold", "restore"):
        tell(
            {fact.subject_id} - {fact.by_id},
            kind="folded" if fact.verb == "fold" else "restored",
            target=(fact.target_type, fact.target_id),
            at=at,
            facts={"reason": fact.reason, **place_of(fact.target_type, fact.target_id)},
        )


def place_of(kind: str, target_id: int) -> dict[str, Any]:
    """Where it stands, for the notice's link."""
    if kind == "comment":
        return {"post_id": session.scalar(select(Comment.post_id).where(Comment.id == target_id))}
    if kind == "question":
        return {"product_id": session.scalar(select(Question.product_id).where(Question.id == target_id))}
    if kind == "answer":
        row = session.execute(
            select(Question.product_id, Question.id)
            .join(Answer, Answer.question_id == Question.id)
            .where(Answer.id == target_id)
        ).first()
        return {"product_id": row.product_id, "question_id": row.id} if row else {}
    if kind == "message":
        sent = session.execute(select(Message.product_id, Message.seq).where(Message.id == target_id)).first()
        return {"product_id": sent.product_id, "seq": sent.seq} if sent else {}
    if kind == "problem":
        return {"product_id": session.scalar(select(Problem.product_id).where(Problem.id == target_id))}
    if kind == "letter":
        return {"thread_id": session.scalar(select(Letter.thread_id).where(Letter.id == target_id))}
    if kind == "product":
        return {"title": session.scalar(select(Product.title).where(Product.id == target_id)) or ""}
    return {}
