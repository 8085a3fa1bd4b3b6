"""The feed of those one knows, and the public one."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.feed.switches import View, view_of
from core.paging import Page
from domain.says import queries
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.respond import page

bp = Blueprint("feed", __name__)

BOUGHT_SHOWN = 4


@bp.get("/")
@cacheable
def home() -> Response:
    view = view_of("feed.home", is_signed_in=viewer().is_signed_in)
    if not viewer().is_signed_in:
        return _public("feed/welcome.html", view)
    posts, is_first = _feed(view)
    if is_first and not view.switches and not posts.items and not posts.next_cursor:
        return _lonely()
    return page(
        "feed/home.html",
        part="feed/_posts.html",
        posts=posts,
        more_url=_more(view, posts),
        view=view,
        news_url=_news_url(view, posts) if is_first else None,
        is_own_feed=True,
        bought=_bought_by_friends(posts),
    )


def _feed(view: View) -> tuple[Page[queries.PostCard], bool]:
    """The page that the address asks for, and whether it is the first."""
    if view.by_repurchase:
        after = text_arg("after")
        return queries.ranked_feed(viewer(), after, switches=view.switches), not after
    before = number_arg("before")
    return queries.feed_of(viewer(), before, switches=view.switches), before is None


def _more(view: View, posts: Page[queries.PostCard]) -> str:
    return view.href(**{"after" if view.by_repurchase else "before": posts.next_cursor})


def _news_url(view: View, posts: Page[queries.PostCard]) -> str | None:
    """Where the page asks what is new since its newest post; in a ranked one that is the top of the window, with
    which the cursor begins."""
    newest = max((post.id for post in posts), default=None)
    if view.by_repurchase and posts.next_cursor:
        newest = int(str(posts.next_cursor).partition(".")[0])
    return url_for(".news", since=newest, **view.args()) if newest else None


def _bought_by_friends(posts: Page[queries.PostCard]) -> list[queries.PostCard]:
    """The products of this page that most friends bought: for the room beside the feed, without asking again."""
    by_product = {post.product.id: post for post in posts if post.product and post.friends}
    return sorted(by_product.values(), key=lambda post: -_count(post))[:BOUGHT_SHOWN]


def _count(post: queries.PostCard) -> int:
    return post.friends.count if post.friends else 0


def _lonely() -> Response:
    """A feed without anybody in it: what to do, whom one may know, and what everybody may read."""
    found = queries.beginning(viewer())
    return page(
        "feed/lonely.html",
        posts=found.posts,
        more_url=url_for(".discover", before=found.posts.next_cursor),
        is_own_feed=False,
        people=found.people,
        unrated=found.unrated,
    )


@bp.get("/discover")
@cacheable
def discover() -> Response:
    return _public("feed/discover.html", view_of("feed.discover", is_signed_in=viewer().is_signed_in))


def _public(template: str, view: View) -> Response:
    if view.by_repurchase:
        posts = queries.ranked_discover(viewer(), text_arg("after"), switches=view.switches)
    else:
        posts = queries.discover(viewer(), number_arg("before"), switches=view.switches)
    return page(
        template,
        part="feed/_posts.html",
        posts=posts,
        more_url=_more(view, posts),
        view=view,
        is_own_feed=False,
    )


@bp.get("/feed/new")
def news() -> Response | tuple[str, int]:
    """How many posts have come since the page was drawn: nothing is put above the reader's eyes unasked."""
    view = view_of("feed.home", is_signed_in=True)
    since = number_arg("since")
    count = queries.new_in_feed(viewer(), since, view.switches) if since else 0
    if not count:
        return "", 204
    return page("feed/_news.html", count=count, most=queries.NEW_AT_MOST, href=view.href())
