"""What must hold of questions that were put before buyers, and of the pictures of the Q&A."""

from typing import Any

from sqlalchemy import func, select

from core.invariants import found, register
from domain.groups import rules
from domain.groups.models import Answer, Question, QuestionOffer, QuestionPhoto


def few_are_asked() -> list[str]:
    return found(
        select(QuestionOffer.question_id.label("id"), func.count().label("n"))
        .group_by(QuestionOffer.question_id)
        .having(func.count() > rules.ASKED_AT_MOST),
        "question %(id)s was put before %(n)s people",
    ) + found(
        select(Question.id.label("id")).join(
            QuestionOffer,
            (QuestionOffer.question_id == Question.id) & (QuestionOffer.user_id == Question.author_id),
        ),
        "question %(id)s was put before who asked it",
    )


def pictures_are_counted() -> list[str]:
    return _miscounted(Question, QuestionPhoto.question_id, "question") + _miscounted(
        Answer, QuestionPhoto.answer_id, "answer"
    )


def _miscounted(kind: Any, place: Any, word: str) -> list[str]:
    """The pictures of what its author deleted are swept away."""
    there = select(func.count()).where(place == kind.id).correlate(kind).scalar_subquery()
    statement = select(kind.id.label("id"), kind.photo_count.label("kept"), there.label("there")).where(
        kind.state != "deleted", kind.photo_count != there
    )
    if kind is Answer:
        statement = statement.join(Question, Question.id == Answer.question_id).where(
            Question.state != "deleted"
        )
    return found(statement, f"{word} %(id)s says %(kept)s pictures, there are %(there)s")


register("groups: a question is put before few", few_are_asked)
register("groups: pictures of the Q&A are counted", pictures_are_counted)
