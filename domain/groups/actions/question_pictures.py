"""Pictures of questions and answers: three at most, and those that wait because the rest was refused."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from adapters.media import Picture
from core import clock
from core.db import session
from core.policy import require
from core.unit import action
from domain.groups import rules
from domain.groups.actions.pictures import DRAFT_KEPT_FOR, Album, hang, keep
from domain.groups.models import Answer, Question, QuestionPhoto
from domain.people.policy import can_write
from domain.people.viewer import Viewer

WAITS = QuestionPhoto.question_id.is_(None) & QuestionPhoto.answer_id.is_(None)
ALBUM = Album(QuestionPhoto, WAITS, rules.ASKING_PHOTOS_MAX)


@action(quiet=True)
def keep_question_photos(actor: Viewer, pictures: Sequence[Picture], alts: Sequence[str] = ()) -> list[str]:
    """Keeps pictures for the next try with their question or answer; returns their tokens."""
    require(can_write(actor))
    return keep(ALBUM, actor, pictures, alts)


@action(quiet=True)
def sweep_question_photos(limit: int = 500) -> list[str]:
    """Forgets the pictures that nobody came back for, and those of what its author deleted; returns their keys, whose
    files can go."""
    deleted = select(Question.id).where(Question.state == "deleted")
    old = (
        select(QuestionPhoto.id)
        .where(
            or_(
                WAITS & (QuestionPhoto.created_at < clock.now() - DRAFT_KEPT_FOR),
                QuestionPhoto.question_id.in_(deleted.where(Question.photo_count > 0)),
                QuestionPhoto.answer_id.in_(
                    select(Answer.id).where(
                        Answer.photo_count > 0, (Answer.state == "deleted") | Answer.question_id.in_(deleted)
                    )
                ),
            )
        )
        .limit(limit)
    )
    statement = delete(QuestionPhoto).where(QuestionPhoto.id.in_(old)).returning(QuestionPhoto.key)
    return list(session.scalars(statement.execution_options(synchronize_session=False)))


def place(
    actor: Viewer,
    tokens: Sequence[str],
    pictures: Sequence[Picture],
    alts: Sequence[str],
    *,
    question_id: int | None = None,
    answer_id: int | None = None,
) -> int:
    """Gives a question, or an answer, its pictures. Returns how many those are."""
    where = {"question_id": question_id, "answer_id": answer_id}
    return hang(ALBUM, actor, where, tokens, pictures, alts)
