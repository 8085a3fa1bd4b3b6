"""Keeping one's own posts from somebody, and muting somebody: neither is told to her."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from core.i18n import N_
from domain.people import actions, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import back, done

bp = Blueprint("distance", __name__)


@bp.post("/@<handle:handle>/hiding")
@limiter.limit(WRITING)
def hide(handle: str) -> Response:
    actions.hide_from(viewer(), queries.id_of(viewer(), handle))
    return _changed(handle, N_("Your posts are not shown to this person any more."))


@bp.post("/@<handle:handle>/hiding/delete")
@limiter.limit(WRITING)
def stop_hiding(handle: str) -> Response:
    actions.stop_hiding_from(viewer(), queries.id_of(viewer(), handle))
    return _changed(handle, N_("Your posts are shown to this person again."))


@bp.post("/@<handle:handle>/mute")
@limiter.limit(WRITING)
def mute(handle: str) -> Response:
    actions.mute(viewer(), queries.id_of(viewer(), handle), span=request.form.get("span", "always"))
    return _changed(handle, N_("Muted. Nobody is told."))


@bp.post("/@<handle:handle>/mute/delete")
@limiter.limit(WRITING)
def unmute(handle: str) -> Response:
    actions.unmute(viewer(), queries.id_of(viewer(), handle))
    return _changed(handle, N_("Muted no more."))


def _changed(handle: str, message: str) -> Response:
    """The buttons as they are now; without htmx the page that one comes from."""
    person = queries.person(viewer(), handle)
    return done(
        back("stores.show", handle=handle),
        part="people/_relation_changed.html",
        message=message,
        person=person,
        relation=queries.relation(viewer(), person.id),
        small=request.form.get("small") == "1",
    )
