"""#topics: a page for each, those written about most, and names for whoever types one."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from domain.says import queries
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.limits import limiter
from web.respond import page

bp = Blueprint("topics", __name__)


@bp.get("/topics")
@cacheable
def index() -> Response:
    return page("topics/index.html", topics=queries.topics_of_the_week(viewer()))


@bp.get("/topics/<name>")
@cacheable
def show(name: str) -> Response:
    """A topic of which the viewer may read nothing is as one that nobody has named."""
    before = number_arg("before")
    topic = queries.topic(viewer(), name[:200])
    posts = queries.posts_about(viewer(), topic.id, before)
    return page(
        "topics/show.html",
        part="feed/_posts.html",
        status=200 if posts.items or before else 404,
        topic=topic,
        title=topic.name if posts.items else name[:50],
        posts=posts,
        more_url=url_for(".show", name=topic.key, before=posts.next_cursor),
    )


@bp.get("/topics/suggest")
@cacheable
@limiter.limit("240/minute")
def suggest() -> Response:
    """Options for a list beside the field; the value is the topic as it is typed into a text. Without a question it
    is a topic as any other."""
    if "q" not in request.args:
        return show("suggest")
    return page("topics/_options.html", names=queries.suggested_topics(viewer(), text_arg("q", 60)))
