"""Who can see one's own post, and showing it to others."""

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.errors import NotFound, Refused
from core.i18n import N_
from domain.people import queries as people
from domain.says import actions, queries, rules
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("audience", __name__)


@bp.get("/says/<id:post_id>/audience")
def show(post_id: int) -> Response:
    return _page(post_id)


@bp.post("/says/<id:post_id>/audience")
@limiter.limit(WRITING)
def change(post_id: int) -> Response:
    typed = request.form.get("audience", "")
    try:
        actions.change_audience(viewer(), post_id, audience=typed)
    except Refused as refusal:
        return _page(post_id, chosen=typed, error=gettext(refusal.text, **refusal.values), status=422)
    return done(url_for("says.show", post_id=post_id), message=N_("It is shown to those whom you chose."))


def _page(post_id: int, *, chosen: str = "", error: str = "", status: int = 200) -> Response:
    post = queries.post(viewer(), post_id)
    if not post.is_mine:
        raise NotFound
    return page(
        "says/audience.html",
        status=status,
        post=post,
        chosen=chosen or rules.audience_named(post.audience, post.circle_id),
        readers=people.readers(viewer()),
        error=error,
    )
