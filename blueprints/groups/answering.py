"""The box below a question: what stands in it, for whom one may answer, the pictures that wait, the shop's ready words."""

from collections.abc import Sequence
from typing import Any

from blueprints.groups.forms import AnswerForm
from domain.fans.queries import reply_titles
from domain.groups.queries import QuestionCard
from domain.groups.queries.messages import PhotoInChat
from web.guards import viewer


def answer_box(
    question: QuestionCard, form: AnswerForm | None = None, kept: Sequence[PhotoInChat] = ()
) -> dict[str, Any]:
    """What groups/_question.html needs where it shows a question with its box."""
    return {
        "form": form or AnswerForm(formdata=None),
        "kept": kept,
        "replies": reply_titles(viewer(), question.merchant_id),
        "whole": True,
    }
