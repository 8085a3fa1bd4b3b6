"""Polls as their readers see them: the numbers for who has voted, for the author, and for all once it is closed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select

from core import clock
from core.db import session
from core.errors import NotFound
from domain.people.viewer import Viewer
from domain.says.models import Poll, PollOption, PollVote, Post
from domain.says.policy import visible_posts
from domain.says.polling import percent


@dataclass(frozen=True, slots=True)
class OptionView:
    """`votes` and `percent` are 0 while the viewer may not know them."""

    id: int
    words: str
    votes: int
    percent: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PollView:
    post_id: int
    options: tuple[OptionView, ...]
    is_multiple: bool
    voter_count: int
    closes_at: datetime
    is_closed: bool
    has_voted: bool
    shows_results: bool


def poll(viewer: Viewer, post_id: int) -> PollView:
    """Raises NotFound."""
    statement = select(Post.id).where(Post.id == post_id, Post.has_poll.is_(True))
    if session.scalar(visible_posts(statement, viewer)) is None:
        raise NotFound
    return polls_in(viewer, session.execute(options_of(viewer, [post_id])))[post_id]


def options_of(viewer: Viewer, post_ids: Any) -> Select[*tuple[Any, ...]]:
    """Rows for `polls_in`, of posts that have been looked up for this viewer, in no order. `post_ids`: them, or the
    parameter that stands for them."""
    mine = and_(PollVote.option_id == PollOption.id, PollVote.user_id == viewer.id)
    return (
        select(
            Poll.post_id,
            PollOption.position,
            Poll.is_multiple,
            Poll.voter_count,
            Poll.closes_at,
            Post.author_id,
            PollOption.id,
            PollOption.words,
            PollOption.vote_count,
            PollVote.created_at.label("voted_at"),
        )
        .join(Post, Post.id == Poll.post_id)
        .join(PollOption, PollOption.post_id == Poll.post_id)
        .outerjoin(PollVote, mine)
        .where(Poll.post_id.in_(post_ids))
    )


def polls_in(viewer: Viewer, rows: Iterable[Any]) -> dict[int, PollView]:
    """Post -> its poll, with the options in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.position):
        found[row.post_id].append(row)
    return {post_id: _view(viewer, options) for post_id, options in found.items()}


def _view(viewer: Viewer, rows: Sequence[Any]) -> PollView:
    head = rows[0]
    is_closed = head.closes_at <= clock.now()
    has_voted = any(row.voted_at is not None for row in rows)
    shows = is_closed or has_voted or head.author_id == viewer.id
    return PollView(
        post_id=head.post_id,
        options=tuple(
            OptionView(
                row.id,
                row.words,
                row.vote_count if shows else 0,
                percent(row.vote_count, head.voter_count) if shows else 0,
                row.voted_at is not None,
            )
            for row in rows
        ),
        is_multiple=head.is_multiple,
        voter_count=head.voter_count,
        closes_at=head.closes_at,
        is_closed=is_closed,
        has_voted=has_voted,
        shows_results=shows,
    )
