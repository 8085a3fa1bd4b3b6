"""What a shop asks to fold in its own groups: the request, at the address of the words, and the list of them."""

from flask import Blueprint
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from blueprints.moderation.places import place_of
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.groups import actions, rules
from domain.groups.queries.fold_requests import fold_requests_of, may_ask_to_fold
from domain.merchants.policy import SUPPORTING
from domain.moderation import queries, targets
from domain.moderation.queries import Content
from web.forms import Form, LongTextField, number_arg, required
from web.guards import viewer
from web.limits import ASKING, limiter
from web.respond import done, page

bp = Blueprint("fold_requests", __name__)


class FoldForm(Form):
    reason = LongTextField(lazy_gettext("Reason"), [required()], max_chars=rules.FOLD_REASON_MAX)


@bp.get("/merchant/fold-requests")
def index() -> Response:
    merchant, before = own_merchant(SUPPORTING), number_arg("before")
    return page(
        "merchant/fold_requests.html",
        part="merchant/_fold_requests.html" if before else None,
        merchant=merchant,
        requests=fold_requests_of(viewer(), before=before),
    )


@bp.get("/questions/<id:question_id>/fold-requests")
def form_of_question(question_id: int) -> Response:
    return _form("question", question_id)


@bp.get("/answers/<id:answer_id>/fold-requests")
def form_of_answer(answer_id: int) -> Response:
    return _form("answer", answer_id)


@bp.get("/messages/<id:message_id>/fold-requests")
def form_of_message(message_id: int) -> Response:
    return _form("message", message_id)


@bp.post("/questions/<id:question_id>/fold-requests")
@limiter.limit(ASKING)
def of_question(question_id: int) -> Response:
    return _ask("question", question_id)


@bp.post("/answers/<id:answer_id>/fold-requests")
@limiter.limit(ASKING)
def of_answer(answer_id: int) -> Response:
    return _ask("answer", answer_id)


@bp.post("/messages/<id:message_id>/fold-requests")
@limiter.limit(ASKING)
def of_message(message_id: int) -> Response:
    return _ask("message", message_id)


def _ask(kind: str, thing_id: int) -> Response:
    content, form = _content(kind, thing_id), FoldForm()
    if form.validate():
        try:
            actions.ask_to_fold(viewer(), kind, thing_id, reason=form.reason.data or "")
            return done(place_of(content), message=N_("It is folded for two days. A moderator looks at it."))
        except Refused as refusal:
            form.refuse(refusal)
    return _form(kind, thing_id, form, 422)


def _form(kind: str, thing_id: int, form: FoldForm | None = None, status: int = 200) -> Response:
    content = _content(kind, thing_id)
    return page(
        "merchant/fold_request.html",
        status=status,
        content=content,
        place=place_of(content),
        form=form or FoldForm(formdata=None),
        most=rules.FOLDS_A_WEEK,
    )


def _content(kind: str, thing_id: int) -> Content:
    """The words, seen first by the viewer's own eyes. Raises NotFound, and NotAllowed for who does not speak for the
    shop."""
    targets.in_sight(viewer(), kind, thing_id)
    content = queries.content(kind, thing_id)
    if content is None:
        raise NotFound
    require(may_ask_to_fold(viewer(), content.product_id))
    return content
