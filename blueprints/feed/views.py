"""The feed of those one knows, and the public one."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from core.paging import Page
from domain.people import queries as people
from domain.says import queries
from web.forms import number_arg
from web.guards import cacheable, viewer
from web.respond import page

bp = Blueprint("feed", __name__)

SUGGESTED = 5
BOUGHT_SHOWN = 4


@bp.get("/")
@cacheable
def home() -> Response:
    before = number_arg("before")
    if not viewer().is_signed_in:
        return _public("feed/welcome.html", "feed.home", before)
    posts = queries.feed_of(viewer(), before)
    if not posts.items and before is None:
        return _lonely()
    return page(
        "feed/home.html",
        part="feed/_posts.html",
        posts=posts,
        more_url=url_for(".home", before=posts.next_cursor),
        since=posts.items[0].id if posts.items and before is None else None,
        bought=_bought_by_friends(posts),
    )


def _bought_by_friends(posts: Page[queries.PostCard]) -> list[queries.PostCard]:
    """The products of this page that most friends bought: for the room beside the feed, without asking again."""
    by_product = {post.product.id: post for post in posts if post.product and post.friends}
    return sorted(by_product.values(), key=lambda post: -_count(post))[:BOUGHT_SHOWN]


def _count(post: queries.PostCard) -> int:
    return post.friends.count if post.friends else 0


def _lonely() -> Response:
    """A feed without anybody in it: what to do, whom one may know, and what everybody may read."""
    posts = queries.discover(viewer())
    return page(
        "feed/lonely.html",
        posts=posts,
        more_url=url_for(".discover", before=posts.next_cursor),
        people=people.suggestions(viewer(), size=SUGGESTED),
    )


@bp.get("/discover")
@cacheable
def discover() -> Response:
    return _public("feed/discover.html", "feed.discover", number_arg("before"))


def _public(template: str, endpoint: str, before: int | None) -> Response:
    posts: Page[queries.PostCard] = queries.discover(viewer(), before)
    return page(
        template, part="feed/_posts.html", posts=posts, more_url=url_for(endpoint, before=posts.next_cursor)
    )


@bp.get("/feed/new")
def news() -> Response | tuple[str, int]:
    """How many posts have come since the page was drawn: nothing is put above the reader's eyes unasked."""
    since = number_arg("since")
    count = queries.new_in_feed(viewer(), since) if since else 0
    if not count:
        return "", 204
    return page("feed/_news.html", count=count, most=queries.NEW_AT_MOST)
