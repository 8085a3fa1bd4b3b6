"""Pictures of the Q&A: those of questions and answers, and those of the viewer that wait."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import or_, select

from core.db import session
from domain.groups.actions.question_pictures import WAITS
from domain.groups.models import QuestionPhoto
from domain.groups.queries.messages import PhotoInChat
from domain.people.viewer import Viewer

Place = tuple[str, int]


def photos_of_questions(
    question_ids: Collection[int], answer_ids: Collection[int]
) -> dict[Place, list[PhotoInChat]]:
    """("question" or "answer", id) -> its pictures: one query, if there is any to ask for. Who may see them has been
    asked."""
    if not question_ids and not answer_ids:
        return {}
    statement = select(QuestionPhoto).where(
        or_(QuestionPhoto.question_id.in_(question_ids), QuestionPhoto.answer_id.in_(answer_ids))
    )
    found: dict[Place, list[PhotoInChat]] = defaultdict(list)
    for one in session.scalars(statement.order_by(QuestionPhoto.position, QuestionPhoto.id)):
        place = ("question", one.question_id) if one.question_id else ("answer", one.answer_id)
        found[place].append(_photo(one))  # type: ignore[index]
    return found


def kept_question_photos(viewer: Viewer, tokens: Collection[str]) -> list[PhotoInChat]:
    """The viewer's pictures that wait, in the order of the tokens."""
    if not tokens:
        return []
    rows = session.scalars(
        select(QuestionPhoto).where(QuestionPhoto.owner_id == viewer.id, WAITS, QuestionPhoto.key.in_(tokens))
    )
    there = {one.key: _photo(one) for one in rows}
    return [there[token] for token in tokens if token in there]


def _photo(one: QuestionPhoto) -> PhotoInChat:
    return PhotoInChat(one.key, one.alt, one.width, one.height)
