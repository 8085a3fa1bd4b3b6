"""What shops say of the one who asks, each with a button that removes it; and the shops that she stopped."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.fans.forms import KIND_WORDS
from core.i18n import N_
from domain.fans import actions, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("tags", __name__)


@bp.get("/settings/tags")
def index() -> Response:
    return page(
        "fans/mine.html",
        tags=queries.tags_on(viewer()),
        stopped=queries.stopped_shops(viewer()),
        kind_words=KIND_WORDS,
    )


@bp.post("/settings/tags/<id:tag_id>/delete")
@limiter.limit(WRITING)
def remove(tag_id: int) -> Response:
    actions.remove_tag(viewer(), tag_id)
    return done(url_for(".index"), message=N_("The tag is gone. This shop cannot set it again for 90 days."))
