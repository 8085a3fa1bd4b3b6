"""Groups seen from outside: on the product's page with their last questions, on the merchant's desk with those that
wait for an answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from core.db import session
from core.paging import Page, page_of
from domain.catalog.models import Product
from domain.groups.models import Answer, Group, Question
from domain.merchants.policy import SUPPORTING
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

QUESTIONS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class AskedLately:
    """A question and its best answer: the accepted one, the merchant's, else the first. `answer_html` is empty without any."""

    id: int
    author: PersonCard
    body_html: str
    created_at: datetime
    answer_count: int
    answer_html: str
    answer_author: str
    from_merchant: bool
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Glimpse:
    member_count: int
    question_count: int
    questions: tuple[AskedLately, ...]


def glimpse_of(viewer: Viewer, product_id: int) -> Glimpse:
    """One query, for a page on which the viewer sees the product already."""
    last = (
        select(Question.id)
        .where(
            Question.product_id == product_id,
            Question.state == "visible",
            not_blocked(viewer, Question.author_id),
        )
        .order_by(Question.id.desc())
        .limit(QUESTIONS_SHOWN)
        .subquery()
    )
    other = aliased(Answer)
    best = (
        select(other.id)
        .where(
            other.question_id == Question.id, other.state == "visible", not_blocked(viewer, other.author_id)
        )
        .order_by(other.accepted_at.is_(None), other.from_merchant.desc(), other.id)
        .limit(1)
        .correlate(Question)
        .scalar_subquery()
    )
    asker, answerer = aliased(User), aliased(User)
    rows = session.execute(
        select(
            func.coalesce(Group.member_count, 0).label("member_count"),
            func.coalesce(Group.question_count, 0).label("question_count"),
            Question,
            asker.id.label("asker_id"),
            asker.handle,
            asker.display_name,
            asker.avatar_key,
            Answer.body_html.label("answer_html"),
            Answer.from_merchant,
            Answer.accepted_at,
            answerer.display_name.label("answer_author"),
        )
        .select_from(Product)
        .outerjoin(Group, Group.product_id == Product.id)
        .outerjoin(Question, (Question.product_id == Product.id) & Question.id.in_(select(last.c.id)))
        .outerjoin(asker, asker.id == Question.author_id)
        .outerjoin(Answer, Answer.id == best)
        .outerjoin(answerer, answerer.id == Answer.author_id)
        .where(Product.id == product_id)
        .order_by(Question.id.desc())
    ).all()
    questions = tuple(
        AskedLately(
            id=row.Question.id,
            author=PersonCard(row.asker_id, row.handle, row.display_name, row.avatar_key),
            body_html=row.Question.body_html,
            created_at=row.Question.created_at,
            answer_count=row.Question.answer_count,
            answer_html=row.answer_html or "",
            answer_author=row.answer_author or "",
            from_merchant=bool(row.from_merchant),
            is_accepted=row.accepted_at is not None,
        )
        for row in rows
        if row.Question is not None
    )
    return Glimpse(rows[0].member_count, rows[0].question_count, questions) if rows else Glimpse(0, 0, ())


COUNTED_TO = 100
UNANSWERED_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the merchant has not answered yet."""

    id: int
    product_id: int
    title: str
    picture_key: str | None
    body: str
    author: PersonCard
    answer_count: int
    created_at: datetime


def unanswered_count(viewer: Viewer) -> int:
    """How many questions about the viewer's products wait for the merchant, counted to 100."""
    waiting = select(Question.id).where(*_waits_for(viewer)).join(Product, Product.id == Question.product_id)
    return session.scalar(select(func.count()).select_from(waiting.limit(COUNTED_TO).subquery())) or 0


def unanswered(viewer: Viewer, *, after: int | None = None) -> Page[Unanswered]:
    """Those questions, the one that waits longest first: one query."""
    statement = (
        select(
            Question.id,
            Question.product_id,
            Product.title,
            Product.picture_key,
            Question.body,
            User.id.label("author_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            Question.answer_count,
            Question.created_at,
        )
        .join(Product, Product.id == Question.product_id)
        .join(User, User.id == Question.author_id)
        .where(*_waits_for(viewer))
    )
    if after is not None:
        statement = statement.where(Question.id > after)
    rows = session.execute(statement.order_by(Question.id).limit(UNANSWERED_SHOWN + 1)).all()
    page = page_of(rows, UNANSWERED_SHOWN, lambda row: int(row.id))
    return Page(
        [
            Unanswered(
                id=row.id,
                product_id=row.product_id,
                title=row.title,
                picture_key=row.picture_key,
                body=row.body,
                author=PersonCard(row.author_id, row.handle, row.display_name, row.avatar_key),
                answer_count=row.answer_count,
                created_at=row.created_at,
            )
            for row in page
        ],
        page.next_cursor,
    )


def _waits_for(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return (
        Product.merchant_id.in_(viewer.shops_as(SUPPORTING)),
        Question.state == "visible",
        Question.merchant_answered_at.is_(None),
        not_blocked(viewer, Question.author_id),
    )
