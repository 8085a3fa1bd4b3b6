"""The feed of a viewer, the public feed, and the posts of one person. All page by keyset: id below the cursor."""

from typing import Any

from sqlalchemy import Select, Subquery, exists, func, or_, select, union_all

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.people.models import Follow
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post
from domain.says.policy import standing_posts, visible_posts
from domain.says.queries.cards import PostCard, furnished, posts_in, statement_of

NEW_AT_MOST = 20


def feed_of(viewer: Viewer, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """Posts of friends and of those whom the viewer follows, and her own; newest first."""
    follows, newest = _shape_of(viewer)
    start = before or newest + 1
    posts: list[PostCard] = []
    if follows > rules.FOLLOWS_ASKED_ONE_BY_ONE:
        posts = _listed(viewer, _by_walking(viewer, start, size + 1))
    if len(posts) <= size:
        for floor in rules.floors(follows, start):
            posts = _listed(viewer, _by_asking(viewer, start, floor, size + 1))
            if len(posts) > size:
                break
    return _page(viewer, posts, size)


def discover(viewer: Viewer, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """What everybody may read, newest first."""
    ids = select(Post.id).where(Post.audience == "public", Post.state == "visible")
    if before:
        ids = ids.where(Post.id < before)
    wanted = _newest(visible_posts(ids, viewer), size + 1)
    return _page(viewer, _listed(viewer, wanted), size)


def posts_of(viewer: Viewer, author_id: int, before: int | None = None, size: int = SIZE) -> Page[PostCard]:
    """What one person wrote, as far as the viewer may read it. Folded posts leave their reason."""
    ids = select(Post.id).where(Post.author_id == author_id)
    if before:
        ids = ids.where(Post.id < before)
    wanted = _newest(standing_posts(ids, viewer), size + 1)
    return _page(viewer, _listed(viewer, wanted), size)


def new_in_feed(viewer: Viewer, since: int) -> int:
    """How many posts of others have come into the viewer's feed after the post `since`, counted to 20."""
    ids = (
        select(Post.id)
        .where(
            # A window, so that an old number does not make it walk through all posts.
            Post.id > since,
            Post.id <= since + rules.WALKED_AT_MOST,
            Post.author_id != viewer.id,
            Post.state == "visible",
            _is_followed(viewer),
        )
        .limit(NEW_AT_MOST)
    )
    return session.scalar(select(func.count()).select_from(visible_posts(ids, viewer).subquery())) or 0


def _shape_of(viewer: Viewer) -> tuple[int, int]:
    """How many people the viewer reads, as far as it matters, and the newest post's id: they choose the query."""
    some = select(Follow.followee_id).where(Follow.follower_id == viewer.id, Follow.shows_posts.is_(True))
    some = some.limit(rules.FOLLOWS_ASKED_ONE_BY_ONE + 1)
    count = select(func.count()).select_from(some.subquery()).scalar_subquery()
    newest = select(func.coalesce(func.max(Post.id), 0)).scalar_subquery()
    follows, newest_id = session.execute(select(count, newest)).one()
    return follows, newest_id


def _by_asking(viewer: Viewer, start: int, floor: int, limit: int) -> Subquery:
    """The newest of each person followed, and one's own, between two ids. Never `author = me OR author IN (...)`,
    which reads a hundred times as much."""
    window = (Post.id < start, Post.id > floor)
    theirs = (
        select(Post.id)
        .select_from(Follow)
        .join(Post, Post.author_id == Follow.followee_id)
        .where(
            Follow.follower_id == viewer.id, Follow.shows_posts.is_(True), Post.state == "visible", *window
        )
    )
    mine = select(Post.id).where(Post.author_id == viewer.id, *window)
    parts = [_newest(visible_posts(part, viewer), limit) for part in (theirs, mine)]
    both = union_all(*(select(part.c.id) for part in parts)).subquery()
    return select(both.c.id).order_by(both.c.id.desc()).limit(limit).subquery()


def _by_walking(viewer: Viewer, start: int, limit: int) -> Subquery:
    """The newest posts of all, each asked whether its author is followed: quick for whoever follows very many."""
    ids = select(Post.id).where(
        Post.id < start,
        Post.id > start - rules.WALKED_AT_MOST,
        or_(Post.author_id == viewer.id, _is_followed(viewer) & (Post.state == "visible")),
    )
    return _newest(visible_posts(ids, viewer), limit)


def _is_followed(viewer: Viewer) -> Any:
    return exists().where(
        Follow.follower_id == viewer.id, Follow.followee_id == Post.author_id, Follow.shows_posts.is_(True)
    )


def _newest(ids: Select[*tuple[Any, ...]], limit: int) -> Subquery:
    return ids.order_by(Post.id.desc()).limit(limit).subquery()


def _listed(viewer: Viewer, wanted: Subquery) -> list[PostCard]:
    return posts_in(viewer, statement_of(viewer, wanted).order_by(wanted.c.id.desc()))


def _page(viewer: Viewer, posts: list[PostCard], size: int) -> Page[PostCard]:
    page = page_of(posts, size, lambda post: post.id)
    return Page(furnished(viewer, page.items), page.next_cursor)
