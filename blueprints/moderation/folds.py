"""Moderators decide about what merchants asked to fold. The requests stand above the queue of reports."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.moderation.forms import SHORT_REASONS, DecisionForm
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.groups.queries.fold_requests import open_fold_requests
from domain.moderation import actions
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("moderation_folds", __name__)

SAID = {
    "confirm": N_("It stays folded. The author reads your words."),
    "refuse": N_("It is open again. The merchant cannot ask a second time."),
}


@bp.get("/moderation/fold-requests")
@role("moderator")
def index() -> Response:
    return _page(DecisionForm(formdata=None), 0)


@bp.post("/moderation/fold-requests/<id:request_id>")
@role("moderator")
@limiter.limit(WRITING)
def decide(request_id: int) -> Response:
    form = DecisionForm()
    verb = form.verb.data or ""
    if verb not in SAID:
        raise NotFound
    if form.validate():
        try:
            actions.decide_fold_request(
                viewer(),
                request_id,
                confirms=verb == "confirm",
                reason_code=form.reason_code.data or "",
                words=form.words.data or "",
            )
            return done(url_for("moderation.queue"), message=SAID[verb])
        except Refused as refusal:
            form.refuse(refusal)
    return _page(form, request_id, 422)


def _page(form: DecisionForm, form_of: int, status: int = 200) -> Response:
    return page(
        "moderation/fold_requests.html",
        status=status,
        fold_requests=open_fold_requests(viewer()),
        fold_form=form,
        fold_form_of=form_of,
        reasons=SHORT_REASONS,
    )
