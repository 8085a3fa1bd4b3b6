"""Which answer it is, and that it still holds: one click each."""

from collections.abc import Callable

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.groups.answering import answer_box
from core.i18n import N_
from domain.groups import actions, queries
from domain.people.viewer import Viewer
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done

bp = Blueprint("accepting", __name__, url_prefix="/answers/<id:answer_id>")


@bp.post("/acceptance")
@limiter.limit(WRITING)
def accept(answer_id: int) -> Response:
    return _moved(actions.accept, answer_id, N_("It comes first now."))


@bp.post("/acceptance/delete")
@limiter.limit(WRITING)
def take_back(answer_id: int) -> Response:
    return _moved(actions.take_back, answer_id, N_("No answer is marked now."))


@bp.post("/confirmation")
@limiter.limit(WRITING)
def confirm(answer_id: int) -> Response:
    return _moved(actions.confirm, answer_id, N_("It holds as of today."))


def _moved(verb: Callable[[Viewer, int], int], answer_id: int, message: str) -> Response:
    question_id = verb(viewer(), answer_id)
    product_id = queries.product_of_question(question_id)
    card = queries.question(viewer(), product_id, question_id)
    return done(
        url_for("groups.question", product_id=product_id, question_id=question_id),
        part="groups/_question.html",
        message=message,
        question=card,
        head=None,
        **answer_box(card),
    )
