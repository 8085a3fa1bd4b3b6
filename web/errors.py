"""Every error that a person can meet, rendered once: what happened, what to do, and the request's id."""

import logging
import sqlite3
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from core import ids
from core.errors import Conflict, DomainError, NotAllowed, NotFound, Refused, Throttled
from core.i18n import N_
from domain.viewers import NavCounts

log = logging.getLogger("angelsays")

# status: (title, what to do)
WORDS = {
    400: (N_("That request cannot be understood"), N_("Go back, reload the page and try once more.")),
    401: (N_("Please sign in"), N_("Sign in and try again.")),
    403: (N_("This is not open to you"), N_("You may not do this.")),
    404: (N_("There is nothing here"), N_("It may have been removed, or it is not shown to you.")),
    405: (N_("That does not work here"), N_("Go back and use the buttons of the page.")),
    409: (N_("This was changed meanwhile"), N_("Reload the page and look again.")),
    410: (N_("This is gone"), N_("It was here once and has been removed.")),
    413: (N_("That is too large"), N_("Send less or smaller files: up to 12 MiB a picture.")),
    415: (N_("That kind of content is not taken"), N_("Use the forms of the page.")),
    422: (N_("Something does not fit"), N_("Go back and mend it.")),
    429: (N_("That was very often"), N_("Please wait a little and try again.")),
    500: (N_("Something broke on our side"), N_("It has been noted. Please try again later.")),
    503: (N_("The site is very busy"), N_("Nothing was changed. Please try again in a few seconds.")),
}
BUSY_AGAIN_AFTER = 3


def show(status: int, reason: str = "", retry_after: int | None = None) -> Response:
    """The error page, or for htmx a toast."""
    if status >= 500:
        _ask_the_database_nothing()
    title, advice = WORDS.get(status, WORDS[400 if status < 500 else 500])
    text = reason or gettext(advice)
    if request.headers.get("HX-Request"):
        body = render_template("components/_toasts_oob.html", messages=[("error", text)])
        response = make_response(body, status)
        response.headers["HX-Reswap"] = "none"
    else:
        body = render_template(
            "errors/error.html",
            status=status,
            title=gettext(title),
            text=text,
            request_id=request_id(),
            retry_after=retry_after,
            **_furniture(status),
        )
        response = make_response(body, status)
    if status >= 500:
        response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    response.vary.add("HX-Request")
    return response


def _ask_the_database_nothing() -> None:
    """It may be what is broken: who was not recognised before the fault is a stranger on its page."""
    if "_login_user" not in g:
        g._login_user = AnonymousUserMixin()


def _furniture(status: int) -> dict[str, Any]:
    return {"nav": NavCounts()} if status >= 500 else {}


def request_id() -> str:
    if "request_id" not in g:
        g.request_id = ids.code(10)
    return str(g.request_id)


def install(app: Flask) -> None:
    @app.errorhandler(DomainError)
    def domain_error(error: DomainError) -> Response:
        reason = gettext(error.text, **error.values) if error.text else ""
        if isinstance(error, NotFound):
            return show(404, reason)
        if isinstance(error, NotAllowed):
            return show(403, reason)
        if isinstance(error, Throttled):
            return show(429, reason, retry_after=error.retry_after)
        if isinstance(error, Conflict):
            return show(409, reason)
        return show(422 if isinstance(error, Refused) else 400, reason)

    @app.errorhandler(CSRFError)
    def no_token(error: CSRFError) -> Response:
        return show(400, gettext("The page was open for too long. Reload it and send again."))

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> Response:
        return show(413)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        retry_after = getattr(error, "retry_after", None)
        if error.code == 429 and retry_after is None:
            retry_after = 60
        response = show(error.code, retry_after=retry_after)
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(PoolTimeout)
    def pool_is_empty(error: PoolTimeout) -> Response:
        return show(503, retry_after=BUSY_AGAIN_AFTER)

    @app.errorhandler(DBAPIError)
    def database_error(error: DBAPIError) -> Response:
        if is_busy(error):
            return show(503, retry_after=BUSY_AGAIN_AFTER)
        return broken(error)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("request %s failed: %s %s", request_id(), request.method, request.path)
        return show(500)


# PostgreSQL's classes: no connection, out of resources, shut down or starting; and a lock that was waited for in vain.
BUSY_STATES = ("08", "53", "57P", "55P03", "40001", "40P01")


def passes_by_itself(error: Exception) -> bool:
    """The database is busy or away: worth another try, and no word in the log."""
    return isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and is_busy(error))


def is_busy(error: DBAPIError) -> bool:
    """Locked, full or unreachable: a state of the machine, not a fault of the program."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return any(
            word in str(error.orig) for word in ("locked", "busy", "full", "disk I/O", "unable to open")
        )
    if error.connection_invalidated:
        return True
    # Where there was no answer at all there is no state either.
    state = getattr(error.orig, "sqlstate", None) or "08"
    return isinstance(error, OperationalError) and state.startswith(BUSY_STATES)
