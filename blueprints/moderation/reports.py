"""Reporting: one form for everything that can be reported, at the address of the thing."""

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.letters.views import private_picture
from blueprints.moderation.forms import ReportForm
from blueprints.moderation.places import place_of
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.groups.queries.fold_requests import may_ask_to_fold
from domain.moderation import actions, policy, queries, targets
from domain.moderation.queries import Content
from domain.moderation.queries.letters import reported_picture_key
from domain.people import queries as people
from web.guards import role, viewer
from web.limits import ASKING, limiter
from web.respond import done, page

bp = Blueprint("reports", __name__)


@bp.get("/says/<id:post_id>/reports")
def of_post(post_id: int) -> Response:
    return _form("post", post_id)


@bp.get("/comments/<id:comment_id>/reports")
def of_comment(comment_id: int) -> Response:
    return _form("comment", comment_id)


@bp.get("/messages/<id:message_id>/reports")
def of_message(message_id: int) -> Response:
    return _form("message", message_id)


@bp.get("/letters/said/<id:letter_id>/reports")
def of_letter(letter_id: int) -> Response:
    return _form("letter", letter_id)


@bp.get("/questions/<id:question_id>/reports")
def of_question(question_id: int) -> Response:
    return _form("question", question_id)


@bp.get("/answers/<id:answer_id>/reports")
def of_answer(answer_id: int) -> Response:
    return _form("answer", answer_id)


@bp.get("/problems/<id:problem_id>/reports")
def of_problem(problem_id: int) -> Response:
    return _form("problem", problem_id)


@bp.get("/@<handle:handle>/reports")
def of_person(handle: str) -> Response:
    return _form("person", people.id_of(viewer(), handle))


@bp.get("/products/<id:product_id>/reports")
def of_product(product_id: int) -> Response:
    return _form("product", product_id)


@bp.post("/says/<id:post_id>/reports")
@limiter.limit(ASKING)
def report_post(post_id: int) -> Response:
    return _report("post", post_id)


@bp.post("/comments/<id:comment_id>/reports")
@limiter.limit(ASKING)
def report_comment(comment_id: int) -> Response:
    return _report("comment", comment_id)


@bp.post("/messages/<id:message_id>/reports")
@limiter.limit(ASKING)
def report_message(message_id: int) -> Response:
    return _report("message", message_id)


@bp.post("/letters/said/<id:letter_id>/reports")
@limiter.limit(ASKING)
def report_letter(letter_id: int) -> Response:
    return _report("letter", letter_id)


@bp.get("/moderation/letter-pictures/<id:id>")
@role("moderator")
def letter_picture(id: int) -> Response:
    """Of a letter that was reported."""
    return private_picture(reported_picture_key(viewer(), id))


@bp.post("/questions/<id:question_id>/reports")
@limiter.limit(ASKING)
def report_question(question_id: int) -> Response:
    return _report("question", question_id)


@bp.post("/answers/<id:answer_id>/reports")
@limiter.limit(ASKING)
def report_answer(answer_id: int) -> Response:
    return _report("answer", answer_id)


@bp.post("/problems/<id:problem_id>/reports")
@limiter.limit(ASKING)
def report_problem(problem_id: int) -> Response:
    return _report("problem", problem_id)


@bp.post("/@<handle:handle>/reports")
@limiter.limit(ASKING)
def report_person(handle: str) -> Response:
    return _report("person", people.id_of(viewer(), handle))


@bp.post("/products/<id:product_id>/reports")
@limiter.limit(ASKING)
def report_product(product_id: int) -> Response:
    return _report("product", product_id)


def _form(kind: str, target_id: int, form: ReportForm | None = None, status: int = 200) -> Response:
    target = targets.in_sight(viewer(), kind, target_id)
    require(policy.can_report(viewer(), target))
    content = _content(kind, target_id)
    return page(
        "moderation/report.html",
        status=status,
        content=content,
        place=place_of(content),
        has_reported=status == 200 and queries.has_reported(viewer(), kind, target_id),
        is_folded=target.is_folded,
        fold_address=_fold_address(content),
        form=form or ReportForm(formdata=None),
    )


def _fold_address(content: Content) -> str:
    """Where who speaks for the shop asks to fold what stands in her own group; empty for everybody else."""
    if content.kind not in ("question", "answer", "message"):
        return ""
    if not may_ask_to_fold(viewer(), content.product_id):
        return ""
    values: dict[str, Any] = {f"{content.kind}_id": content.id}
    return url_for(f"fold_requests.form_of_{content.kind}", **values)


def _report(kind: str, target_id: int) -> Response:
    form = ReportForm()
    if form.validate():
        try:
            actions.report(viewer(), kind, target_id, reason=form.reason.data or "", words=form.text.data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(
                place_of(_content(kind, target_id)),
                message=N_("Thank you. A moderator will look at it, and you will be told what was decided."),
            )
    return _form(kind, target_id, form, 422)


def _content(kind: str, target_id: int) -> Content:
    people_in_it = queries.subjects([target_id]) if kind == "person" else None
    content = queries.content(kind, target_id, people_in_it)
    if content is None:
        raise NotFound
    return content
