"""What a post said before it was changed."""

from flask import Blueprint
from werkzeug.wrappers import Response

from domain.says import queries
from web.guards import public, viewer
from web.respond import page

bp = Blueprint("history", __name__)


@bp.get("/says/<id:post_id>/history")
@public
def show(post_id: int) -> Response:
    return page(
        "says/history.html",
        post=queries.post(viewer(), post_id),
        history=queries.history_of(viewer(), post_id),
    )
