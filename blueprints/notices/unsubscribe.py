"""The end of a kind of mail, without signing in: what stands in the mail opens it."""

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from domain.notices import actions
from web.guards import public
from web.limits import WRITING, limiter
from web.notice_mail import read_token
from web.respond import page

bp = Blueprint("unsubscribe", __name__)


@bp.get("/unsubscribe/<token>")
@public
def show(token: str) -> Response:
    """One button: mail programs and virus scanners open links by themselves, which must change nothing."""
    _, kind = read_token(token)
    return page("notices/unsubscribe.html", kind=kind, token=token, is_ended=False)


@bp.post("/unsubscribe/<token>")
@public
@limiter.limit(WRITING)
def end(token: str) -> BaseResponse:
    """The button, or a mail program's own one (RFC 8058), which has no session and follows no redirect."""
    user_id, kind = read_token(token)
    actions.end_mail(user_id, kind)
    if "List-Unsubscribe" in request.form:
        return Response("ok\n", mimetype="text/plain")
    return page("notices/unsubscribe.html", kind=kind, token=token, is_ended=True)


@bp.record_once
def _needs_no_form_token(state: BlueprintSetupState) -> None:
    """The signed address stands in for it."""
    state.app.extensions["csrf"].exempt(end)
