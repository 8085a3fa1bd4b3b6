"""Whom somebody may want to name in what she types."""

from flask import Blueprint
from werkzeug.wrappers import Response

from domain.people import queries
from web.forms import text_arg
from web.guards import viewer
from web.limits import limiter
from web.respond import page

bp = Blueprint("naming", __name__)

# One question for each pause in typing.
TYPING = "120/minute;3000/hour"


@bp.get("/people/suggest")
@limiter.limit(TYPING)
def suggest() -> Response:
    """The entries of a list for scripts. There is no page of it."""
    return page("people/_suggested.html", people=queries.suggested(viewer(), text_arg("q", 20)))
