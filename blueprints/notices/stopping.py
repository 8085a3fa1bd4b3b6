"""One press in a notice, or in the mail of it, and nothing like it comes any more: announcements of a group, questions
about what one bought."""

from flask import Blueprint
from werkzeug.wrappers import Response

from blueprints.notices.views import WORDING
from core.errors import NotFound
from core.i18n import N_
from domain.groups import actions as groups
from domain.notices import queries
from web.guards import public, viewer
from web.limits import WRITING, limiter
from web.respond import back, done, page
from web.stop_links import read_hearing_token

bp = Blueprint("stopping", __name__)

STOPPED = {
    "announcement": N_("You will not be told of announcements in this group."),
    "asked": N_("You are not asked about what you bought any more."),
}
AGAIN = {
    "announcement": N_("You will be told of announcements in this group."),
    "asked": N_("You may be asked about what you bought, twice a week at most."),
}


@bp.post("/notices/<id:notice_id>/stop")
@limiter.limit(WRITING)
def stop(notice_id: int) -> Response:
    return _hear(notice_id, False)


@bp.post("/notices/<id:notice_id>/stop/delete")
@limiter.limit(WRITING)
def undo(notice_id: int) -> Response:
    return _hear(notice_id, True)


def _hear(notice_id: int, more: bool) -> Response:
    found = queries.notice(viewer(), notice_id)
    if found.hears_more is None:
        raise NotFound
    if found.kind == "announcement":
        groups.want_announcements(viewer(), int(found.facts["product_id"]), more)
    else:
        groups.choose_asking(viewer(), more)
    return done(
        back("notices.index"),
        part="notices/_notice.html",
        message=(AGAIN if more else STOPPED)[found.kind],
        notice=queries.notice(viewer(), notice_id),
        **WORDING,
    )


@bp.get("/stop-hearing/<token>")
@public
def by_link(token: str) -> Response:
    """One button: mail programs and virus scanners open links by themselves, which must change nothing."""
    _, kind, _ = read_hearing_token(token)
    return page("notices/stop.html", kind=kind, token=token, is_ended=False)


@bp.post("/stop-hearing/<token>")
@public
@limiter.limit(WRITING)
def end_signed_out(token: str) -> Response:
    user_id, kind, product_id = read_hearing_token(token)
    if kind == "announcement":
        groups.stop_announcements(user_id, product_id)
    else:
        groups.settle_asking(user_id, False)
    return page("notices/stop.html", kind=kind, token=token, is_ended=True)
