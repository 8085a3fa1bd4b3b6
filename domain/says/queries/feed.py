"""The feed of a viewer, the public feed, and the posts of one person. All page by keyset: id below the cursor."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, or_, select, union_all

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.people.models import Follow
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post
from domain.says.policy import in_profile_window, standing_posts, visible_posts
from domain.says.queries.cards import PostCard, Rows, furnished, posts_in, statement_of
from domain.says.queries.standing import AUTHOR, FLOOR, MANY, ME, START, TOP, anyone, kind_of

NEW_AT_MOST = 20


def feed_of(viewer: Viewer, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """Posts of friends and of those whom the viewer follows, and her own; newest first."""
    kind, many = kind_of(viewer), size + 1
    follows, newest = session.execute(_SHAPE, {"me": viewer.id}).one()
    start = before or newest + 1
    posts: list[PostCard] = []
    if follows > rules.FOLLOWS_ASKED_ONE_BY_ONE:
        floor = max(start - rules.WALKED_AT_MOST, 0)
        posts = posts_in(viewer, _by_walking(kind), start=start, floor=floor, many=many)
    if len(posts) <= size:
        for floor in rules.floors(follows, start):
            posts = posts_in(viewer, _by_asking(kind), start=start, floor=floor, many=many)
            if len(posts) > size:
                break
    return _page(viewer, posts, size)


def discover(viewer: Viewer, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """What everybody may read, newest first."""
    posts = posts_in(viewer, _public(kind_of(viewer)), start=before or TOP, many=size + 1)
    return _page(viewer, posts, size)


def posts_of(viewer: Viewer, author_id: int, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """What one person wrote, as far as the viewer may read it. Folded posts leave their reason."""
    statement = _by_author(kind_of(viewer))
    posts = posts_in(viewer, statement, author=author_id, start=before or TOP, many=size + 1)
    return _page(viewer, posts, size)


def new_in_feed(viewer: Viewer, since: int) -> int:
    """How many posts of others have come into the viewer's feed after the post `since`, counted to 20."""
    # A window, so that an old number does not make it walk through all posts.
    values = {"me": viewer.id, "floor": since, "start": since + rules.WALKED_AT_MOST, "many": NEW_AT_MOST}
    return session.scalar(_count_of_new(kind_of(viewer)), values) or 0


def _page(viewer: Viewer, posts: list[PostCard], size: int) -> Page[PostCard]:
    page = page_of(posts, size, lambda post: post.id)
    return Page(furnished(viewer, page.items), page.next_cursor)


def _shape() -> Rows:
    """How many people the viewer reads, as far as it matters, and the newest post's id: they choose the query."""
    some = select(Follow.followee_id).where(Follow.follower_id == ME, Follow.shows_posts.is_(True))
    some = some.limit(rules.FOLLOWS_ASKED_ONE_BY_ONE + 1)
    count = select(func.count()).select_from(some.subquery()).scalar_subquery()
    return select(count, select(func.coalesce(func.max(Post.id), 0)).scalar_subquery())


_SHAPE = _shape()


@cache
def _by_asking(kind: str) -> Rows:
    """The newest of each person followed, and one's own, between two ids. Never `author = me OR author IN (...)`,
    which reads a hundred times as much."""
    window = (Post.id < START, Post.id > FLOOR)
    theirs = (
        select(Post.id)
        .select_from(Follow)
        .join(Post, Post.author_id == Follow.followee_id)
        .where(Follow.follower_id == ME, Follow.shows_posts.is_(True), Post.state == "visible", *window)
    )
    # The sum keeps the database from walking through all posts in the order of their ids instead of asking people.
    asked = visible_posts(theirs, anyone(kind)).order_by((Post.id + 0).desc()).limit(MANY).subquery()
    mine = select(Post.id).where(Post.author_id == ME, *window)
    own = _newest(visible_posts(mine, anyone(kind)))
    both = union_all(select(asked.c.id), select(own.c.id)).subquery()
    return _listed(kind, select(both.c.id).order_by(both.c.id.desc()).limit(MANY).subquery())


@cache
def _by_walking(kind: str) -> Rows:
    """The newest posts of all, each asked whether its author is followed: quick for whoever follows very many."""
    ids = select(Post.id).where(
        Post.id < START,
        Post.id > FLOOR,
        or_(Post.author_id == ME, _is_followed() & (Post.state == "visible")),
    )
    return _listed(kind, _newest(visible_posts(ids, anyone(kind))))


@cache
def _public(kind: str) -> Rows:
    ids = select(Post.id).where(Post.audience == "public", Post.state == "visible", Post.id < START)
    return _listed(kind, _newest(visible_posts(ids, anyone(kind))))


@cache
def _by_author(kind: str) -> Rows:
    ids = select(Post.id).where(
        Post.author_id == AUTHOR, Post.id < START, in_profile_window(anyone(kind), Post)
    )
    return _listed(kind, _newest(standing_posts(ids, anyone(kind))))


@cache
def _count_of_new(kind: str) -> Select[int]:
    ids = select(Post.id).where(
        Post.id > FLOOR, Post.id <= START, Post.author_id != ME, Post.state == "visible", _is_followed()
    )
    return select(func.count()).select_from(visible_posts(ids, anyone(kind)).limit(MANY).subquery())


def _is_followed() -> ColumnElement[bool]:
    return exists().where(
        Follow.follower_id == ME, Follow.followee_id == Post.author_id, Follow.shows_posts.is_(True)
    )


def _newest(ids: Select[*tuple[Any, ...]]) -> Subquery:
    return ids.order_by(Post.id.desc()).limit(MANY).subquery()


def _listed(kind: str, wanted: Subquery) -> Rows:
    return statement_of(kind, wanted).order_by(wanted.c.id.desc())
