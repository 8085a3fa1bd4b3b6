"""What one has been told: the list, the way from a notice to what it is about, marking as read."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from blueprints.notices import wording
from blueprints.notices.forms import ReadForm
from blueprints.notices.wording import address, icon, second_line, sentence
from core.errors import NotFound
from core.i18n import N_
from domain.notices import actions, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("notices", __name__)


@bp.record_once
def _lend_words(state: BlueprintSetupState) -> None:
    """To whoever writes mails: notices are said in one place."""
    state.app.extensions["notice_words"] = wording


WORDING: dict[str, Any] = {"sentence": sentence, "second_line": second_line, "icon_of": icon}


@bp.get("/notices")
def index() -> Response:
    before = request.args.get("before", "")[:60]
    return page(
        "notices/index.html",
        part="notices/_list.html" if before else None,
        notices=queries.notices_of(viewer(), before=before),
        unread=queries.unread_count(viewer()) if not before else 0,
        is_first=not before,
        **WORDING,
    )


@bp.get("/notices/<id:notice_id>")
def open_one(notice_id: int) -> Response:
    """To what the notice is about; it is read with that, without a script too."""
    found = queries.notice(viewer(), notice_id)
    if found.is_unread:
        actions.mark_read(viewer(), notice_id)
    return redirect(address(found, viewer()), 303)


@bp.post("/notices/read")
@limiter.limit(WRITING)
def read() -> Response:
    form = ReadForm()
    if not form.validate():
        raise NotFound
    if form.notice_id.data is None:
        actions.mark_all_read(viewer())
        return done(
            url_for(".index"),
            part="notices/_all_read.html",
            message=N_("All read."),
            notices=queries.notices_of(viewer()),
            unread=0,
            is_first=True,
            **WORDING,
        )
    actions.mark_read(viewer(), form.notice_id.data)
    return done(
        url_for(".index"),
        part="notices/_read.html",
        notice=queries.notice(viewer(), form.notice_id.data),
        unread=queries.unread_count(viewer()),
        **WORDING,
    )
