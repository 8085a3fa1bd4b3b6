"""While developing, mail is written to files: here it is read. In production there is nothing here, and elsewhere
only the machine's own neighbourhood sees it, since mails carry links that open accounts."""

from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, request

from adapters.mail import FileMailer, WrittenMail, written_mail, written_mails
from core.errors import NotFound
from web.guards import public
from web.headers import POLICY
from web.mailing import is_near
from web.respond import page

bp = Blueprint("dev", __name__, url_prefix="/dev")

LISTED = 100
# A mail may bring its own styles, and nothing else.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups"


@bp.get("/mails")
@public
def mails() -> Response:
    return page("dev/mails.html", mails=written_mails(_folder(), LISTED))


@bp.get("/mails/<name>")
@public
def mail(name: str) -> Response:
    response = page("dev/mail.html", mail=_mail(name))
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@bp.get("/mails/<name>/html")
@public
def mail_html(name: str) -> Response:
    """For a frame without rights."""
    response = make_response(_mail(name).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _mail(name: str) -> WrittenMail:
    found = written_mail(_folder(), name)
    if found is None:
        raise NotFound
    return found


def _folder() -> Path:
    mailer = current_app.extensions["mailer"]
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if (
        current_app.extensions["settings"].is_production
        or not isinstance(mailer, FileMailer)
        or is_forwarded
        # Any client may write any Host; its address it cannot choose.
        or not is_near(request.remote_addr or "")
        or not is_near(request.host)
    ):
        raise NotFound
    return mailer.folder
