"""Comments as they stand under a post, and the first ones of each post of a list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, select

from core.db import session
from domain.angels.queries import Ad
from domain.catalog.queries import ProductCard
from domain.people.kinds import anyone, kind_of
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says.hearing import answers_heard, is_heard
from domain.says.models import Comment
from domain.says.queries.each import batches, first_of_each
from domain.says.queries.inside import LinkCard
from domain.says.queries.standing import Rows

COMMENTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CommentView:
    """`answered` is the name of whose comment it answers in the second level, empty otherwise."""

    id: int
    post_id: int
    author: PersonCard
    body_html: str
    state: str
    fold_reason: str
    created_at: datetime
    is_mine: bool
    root_id: int | None = None
    parent_id: int | None = None
    answered: str = ""
    reply_count: int = 0
    body: str = ""
    product_id: int | None = None
    product: ProductCard | None = None
    ad: Ad | None = None
    links: tuple[LinkCard, ...] = ()
    replies: tuple["CommentView", ...] = ()


def first_comments(viewer: Viewer, post_ids: Sequence[int]) -> dict[int, tuple[CommentView, ...]]:
    """The first comments of each post, so that a conversation can be joined where it is met."""
    if not post_ids:
        return {}
    found: dict[int, list[CommentView]] = defaultdict(list)
    for values in batches(post_ids):
        statement = _of_first_comments(kind_of(viewer), len(values))
        for row in session.execute(statement, {"me": viewer.id, **values}):
            found[row.Comment.post_id].append(comment_view(viewer, row))
    return {post_id: tuple(views) for post_id, views in found.items()}


@cache
def _of_first_comments(kind: str, count: int) -> Rows:
    def of_one(post_id: BindParameter[int]) -> Select[int]:
        return (
            select(Comment.id)
            .where(Comment.post_id == post_id, Comment.state == "visible", is_heard(anyone(kind)))
            .order_by(Comment.id)
            .limit(COMMENTS_SHOWN)
        )

    first = first_of_each(of_one, count)
    return comment_statement(anyone(kind)).join(first, first.c.id == Comment.id).order_by(Comment.id)


def comment_statement(viewer: Viewer) -> Rows:
    """Rows that `comment_view` understands."""
    answered, answered_by = Comment.__table__.alias("answered"), User.__table__.alias("answered_by")
    is_named = and_(
        answered.c.id == Comment.parent_id,
        answered.c.state != "deleted",
        not_blocked(viewer, answered.c.author_id),
    )
    return (
        select(
            Comment,
            User.handle,
            User.display_name,
            User.avatar_key,
            answered_by.c.display_name.label("answered_name"),
            answers_heard(viewer).label("answers_heard"),
        )
        .select_from(Comment)
        .join(User, User.id == Comment.author_id)
        .outerjoin(answered, is_named)
        .outerjoin(answered_by, answered_by.c.id == answered.c.author_id)
    )


def comment_view(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> CommentView:
    made: Comment = row.Comment
    is_mine = made.author_id == viewer.id
    shows_text = made.state == "visible" or (made.state == "folded" and (is_mine or viewer.is_moderator))
    return CommentView(
        id=made.id,
        post_id=made.post_id,
        author=PersonCard(made.author_id, row.handle, row.display_name, row.avatar_key),
        body_html=made.body_html if shows_text else "",
        state=made.state,
        fold_reason=made.fold_reason,
        created_at=made.created_at,
        is_mine=is_mine,
        root_id=made.root_id,
        parent_id=made.parent_id,
        answered=row.answered_name or "",
        reply_count=row.answers_heard,
        body=made.body if shows_text else "",
        product_id=made.product_id if shows_text else None,
    )
