"""Asking what to buy, and answering with a product."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from domain.says import queries
from domain.says.links import product_in
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.limits import limiter
from web.respond import page

bp = Blueprint("advice", __name__)


@bp.get("/advice")
@cacheable
def index() -> Response:
    unanswered = text_arg("which", 10) == "open"
    posts = queries.advice_wanted(viewer(), number_arg("before"), unanswered=unanswered)
    which = "open" if unanswered else None
    return page(
        "advice/index.html",
        part="feed/_posts.html",
        posts=posts,
        unanswered=unanswered,
        more_url=url_for(".index", which=which, before=posts.next_cursor),
    )


@bp.get("/says/advisable")
@limiter.limit("120/minute")
def advisable() -> Response:
    """The products among which an answer chooses, for the form that asks while somebody types."""
    typed = text_arg("product", 60)
    is_named = product_in(typed) is not None
    choices = [] if is_named or not typed else queries.choices(viewer(), typed)
    return page("says/_advisable.html", choices=choices, slot=number_arg("slot") or 0, chosen=None)
