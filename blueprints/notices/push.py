"""Web push of this browser: on, off, and the script that shows what comes."""

from pathlib import Path

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from adapters.push import BadEndpoint, Subscription
from core.errors import Refused
from core.i18n import N_
from domain.notices import actions
from web.guards import public, viewer
from web.limits import WRITING, limiter
from web.respond import done
from web.signin import session_key

bp = Blueprint("push", __name__)


@bp.get("/push.js")
@public
def worker() -> Response:
    """At the root, so that it may open every page of the site."""
    script = Path(current_app.static_folder or "static") / "push-worker.js"
    return Response(script.read_bytes(), mimetype="text/javascript")


@bp.post("/push")
@limiter.limit(WRITING)
def begin() -> BaseResponse:
    endpoint, p256dh, auth = (request.form.get(name, "") for name in ("endpoint", "p256dh", "auth"))
    given = Subscription(endpoint, p256dh, auth)
    try:
        current_app.extensions["pusher"].check(given)
    except BadEndpoint:
        raise Refused(N_("This browser’s push cannot be reached from here.")) from None
    actions.subscribe(viewer(), given, session_hash=session_key())
    return done(url_for("notice_settings.show"), message=N_("This browser is told now."))


@bp.post("/push/delete")
@limiter.limit(WRITING)
def end() -> BaseResponse:
    actions.unsubscribe(viewer(), request.form.get("endpoint", ""))
    return done(url_for("notice_settings.show"), message=N_("Browsers are told nothing any more."))
