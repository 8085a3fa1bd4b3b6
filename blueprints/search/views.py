"""One search over products, angel says, people and questions."""

from flask import Blueprint
from werkzeug.wrappers import Response

from domain.search import queries
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.limits import limiter
from web.respond import page

bp = Blueprint("search", __name__)


@bp.get("/search")
@cacheable
@limiter.limit("120/minute")
def index() -> Response:
    words = text_arg("q")
    kind = text_arg("kind") if text_arg("kind") in queries.KINDS else "all"
    sort = text_arg("sort") if text_arg("sort") in queries.SORTS else "relevance"
    number = number_arg("page") or 1
    results = queries.search(viewer(), words, kind=kind, sort=sort, page=number) if words else None
    return page(
        "search/index.html",
        part="search/_results.html",
        words=words,
        kind=kind,
        sort=sort,
        number=number,
        results=results,
    )
