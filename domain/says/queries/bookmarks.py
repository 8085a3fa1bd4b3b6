"""The viewer's own bookmarks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.people.viewer import Viewer
from domain.says.models import Bookmark
from domain.says.queries.cards import cards
from domain.says.queries.post_card import PostCard


@dataclass(frozen=True, slots=True)
class Saved:
    """`post` is empty when the viewer may not read it any more."""

    id: int
    post_id: int
    remind_at: datetime | None
    created_at: datetime
    post: PostCard | None


def saved_posts(viewer: Viewer, before: int | None = None, size: int = SIZE) -> Page[Saved]:
    """What was saved last comes first."""
    statement = select(Bookmark.id, Bookmark.post_id, Bookmark.remind_at, Bookmark.created_at).where(
        Bookmark.user_id == viewer.id
    )
    if before:
        statement = statement.where(Bookmark.id < before)
    rows = session.execute(statement.order_by(Bookmark.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: row.id)
    posts = {post.id: post for post in cards(viewer, [row.post_id for row in page])}
    return Page([Saved(*row, post=posts.get(row.post_id)) for row in page], page.next_cursor)


def saved_post(viewer: Viewer, post_id: int) -> Saved | None:
    """The viewer's own bookmark of a post, without the post; None when there is none."""
    statement = select(Bookmark.id, Bookmark.post_id, Bookmark.remind_at, Bookmark.created_at).where(
        Bookmark.user_id == viewer.id, Bookmark.post_id == post_id
    )
    row = session.execute(statement).first()
    return Saved(*row, post=None) if row else None
