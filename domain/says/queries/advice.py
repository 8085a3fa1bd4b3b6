"""Posts that ask what to buy."""

from functools import cache

from sqlalchemy import literal_column, select

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.people.kinds import anyone, kind_of
from domain.people.viewer import Viewer
from domain.says.hearing import comments_heard
from domain.says.models import Post
from domain.says.policy import visible_posts
from domain.says.queries.cards import furnished
from domain.says.queries.post_card import PostCard, posts_in, statement_of
from domain.says.queries.standing import MANY, START, TOP, Rows
from domain.says.queries.switches import unmuted


def advice_wanted(
    viewer: Viewer, before: int | None = None, size: int = SIZE, *, unanswered: bool = False
) -> Page[PostCard]:
    """What others ask, as far as the viewer may read it, newest first; `unanswered`: the viewer meets no
    comment under it yet."""
    posts = posts_in(viewer, _wanted(kind_of(viewer), unanswered), start=before or TOP, many=size + 1)
    page = page_of(posts, size, lambda post: post.id)
    return Page(furnished(viewer, page.items), page.next_cursor)


def asks_advice(post_id: int) -> bool:
    """For a post that has been looked up for the viewer."""
    return session.scalar(select(Post.kind).where(Post.id == post_id)) == "advice"


@cache
def _wanted(kind: str, unanswered: bool) -> Rows:
    # In words and not as a parameter, so that the index of the few that ask is used.
    ids = select(Post.id).where(
        Post.kind == literal_column("'advice'"), Post.state == "visible", Post.id < START
    )
    if unanswered:
        ids = ids.where(comments_heard(anyone(kind)) == 0)
    ids = unmuted(visible_posts(ids, anyone(kind)), anyone(kind))
    wanted = ids.order_by(Post.id.desc()).limit(MANY).subquery()
    return statement_of(kind, wanted).order_by(wanted.c.id.desc())
