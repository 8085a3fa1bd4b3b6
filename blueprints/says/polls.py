"""Voting."""

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.says.forms import CommentForm
from blueprints.says.views import show_post
from core.errors import Refused
from domain.says import actions, polling, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import back, done, page, wants_part

bp = Blueprint("polls", __name__)


@bp.post("/says/<id:post_id>/poll")
@limiter.limit(WRITING)
def vote(post_id: int) -> Response:
    try:
        actions.vote(viewer(), post_id, _sent_options())
    except Refused as refusal:
        return _refused(post_id, gettext(refusal.text, **refusal.values))
    return done(
        f"{back('says.show', post_id=post_id)}#poll-{post_id}",
        part="says/_poll.html",
        poll=queries.poll(viewer(), post_id),
        error="",
    )


def _refused(post_id: int, error: str) -> Response:
    if wants_part():
        return page("says/_poll.html", status=422, poll=queries.poll(viewer(), post_id), error=error)
    form = CommentForm(formdata=None)
    return show_post(post_id, form, status=422, poll_error=error)


def _sent_options() -> list[int]:
    """What is no number is no answer of any poll."""
    sent = request.form.getlist("option")[: polling.OPTIONS_MAX * 2]
    return [int(one) if one.isascii() and one.isdigit() and len(one) < 19 else 0 for one in sent]
