"""What moderators do to questions, answers and messages: fold them with a reason, and open them again."""

from typing import Any

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action, record
from domain.groups import policy
from domain.groups.actions.changing import note_change
from domain.groups.events import QuestionChanged
from domain.groups.models import Answer, Message, Question
from domain.people.viewer import Viewer


@action
def fold_question(actor: Viewer, question_id: int, *, reason: str) -> None:
    record(QuestionChanged(_set(actor, Question, question_id, "folded", reason).id))


@action
def restore_question(actor: Viewer, question_id: int) -> None:
    record(QuestionChanged(_set(actor, Question, question_id, "visible", "").id))


@action
def fold_answer(actor: Viewer, answer_id: int, *, reason: str) -> None:
    record(QuestionChanged(_set(actor, Answer, answer_id, "folded", reason).question_id))


@action
def restore_answer(actor: Viewer, answer_id: int) -> None:
    record(QuestionChanged(_set(actor, Answer, answer_id, "visible", "").question_id))


@action
def fold_message(actor: Viewer, message_id: int, *, reason: str) -> None:
    note_change(_set(actor, Message, message_id, "folded", reason))


@action
def restore_message(actor: Viewer, message_id: int) -> None:
    note_change(_set(actor, Message, message_id, "visible", ""))


def _set(actor: Viewer, kind: Any, thing_id: int, state: str, reason: str) -> Any:
    require(policy.can_fold(actor))
    # What its author has deleted stays deleted.
    thing = session.scalar(lock(select(kind).where(kind.id == thing_id, kind.state != "deleted")))
    if thing is None:
        raise NotFound
    thing.state, thing.fold_reason = state, reason
    session.flush()
    return thing
