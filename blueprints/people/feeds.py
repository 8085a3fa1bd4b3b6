"""/settings/feeds: the secret address of one's own timeline, for feed readers."""

from flask import Blueprint, session as cookie, url_for
from werkzeug.wrappers import Response

from core.i18n import N_
from domain.people import actions, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("feeds", __name__)

# Carries a new address over the redirect, in the browser of its owner only, to be shown once.
SHOWN_ONCE = "feed_token"


@bp.get("/settings/feeds")
def index() -> Response:
    return page(
        "people/feeds.html",
        has_address=queries.has_feed_address(viewer()),
        token=cookie.pop(SHOWN_ONCE, None),
    )


@bp.post("/settings/feeds")
@limiter.limit(WRITING)
def create() -> Response:
    cookie[SHOWN_ONCE] = actions.make_feed_address(viewer())
    return done(url_for(".index"))


@bp.post("/settings/feeds/delete")
@limiter.limit(WRITING)
def end() -> Response:
    actions.end_feed_address(viewer())
    return done(url_for(".index"), message=N_("The address leads nowhere now."))
