"""What authors have added to their reviews since, and what they may add now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from core import clock
from core.db import session
from core.errors import NotFound
from core.policy import Decision, require
from domain.orders.models import Order, OrderLine
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.models import FOLLOW_UP_DAYS, FollowUp, Post, Rating


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """`days` after the purchase arrived; `created_at` is when it was written."""

    days: int
    body_html: str
    created_at: datetime


def follow_ups_of(post_ids: Any) -> Select[*tuple[Any, ...]]:
    """Rows for `follow_ups_in`, of posts that have been looked up for a viewer. `post_ids`: them, or the parameter
    that stands for them."""
    return select(FollowUp.post_id, FollowUp.days, FollowUp.body_html, FollowUp.created_at).where(
        FollowUp.post_id.in_(post_ids), FollowUp.state == "visible"
    )


def follow_ups_in(rows: Iterable[Any]) -> dict[int, tuple[FollowUpView, ...]]:
    """Post -> its follow-ups, the earliest first."""
    found: dict[int, list[FollowUpView]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.days):
        found[row.post_id].append(FollowUpView(*row[1:]))
    return {post_id: tuple(views) for post_id, views in found.items()}


@dataclass(frozen=True, slots=True)
class FollowUpQuestion:
    """One's own review and the steps of days that can be written about now, the earliest first."""

    post_id: int
    product_id: int
    body: str
    received_at: datetime
    open_days: tuple[int, ...]
    written_days: tuple[int, ...]
    decision: Decision

    @property
    def next_at(self) -> datetime | None:
        """When the next step opens; none after the last."""
        ahead = [days for days in FOLLOW_UP_DAYS if not rules.has_passed(self.received_at, days, clock.now())]
        return rules.opens_at(self.received_at, ahead[0]) if ahead else None


def follow_up_question(viewer: Viewer, post_id: int) -> FollowUpQuestion:
    """Raises NotFound for what is no review that the viewer may see, NotAllowed for somebody else's."""
    statement = policy.visible_posts(select(Post).where(Post.id == post_id), viewer)
    post = session.scalar(statement.where(Post.stars.is_not(None)))
    if post is None:
        raise NotFound
    require(policy.can_delete(viewer, post))
    received_at = received_at_of(post_id)
    if received_at is None or post.product_id is None:
        raise NotFound
    views = follow_ups_in(session.execute(follow_ups_of([post_id])))
    written = tuple(view.days for view in views.get(post_id, ()))
    return FollowUpQuestion(
        post_id=post.id,
        product_id=post.product_id,
        body=post.body,
        received_at=received_at,
        open_days=tuple(
            days
            for days in FOLLOW_UP_DAYS
            if days not in written and rules.has_passed(received_at, days, clock.now())
        ),
        written_days=written,
        decision=policy.can_follow_up(viewer, post),
    )


def received_at_of(post_id: int) -> datetime | None:
    """When the purchase arrived that a review is about."""
    statement = (
        select(Order.received_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Rating, Rating.order_line_id == OrderLine.id)
        .where(Rating.post_id == post_id)
    )
    return session.scalar(statement)
