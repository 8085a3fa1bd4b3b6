"""How it is after a week, a month, half a year: what the author of a review adds later, and that she is asked for it."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import exists, select

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.turns import in_turn
from core.unit import action, record
from domain.orders.models import Order, OrderLine
from domain.people.models import User
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.actions import wording
from domain.says.actions.comments import post_in_sight
from domain.says.events import FollowUpDue, PostChanged
from domain.says.models import FOLLOW_UP_DAYS, FollowUp, Post, Rating
from domain.says.queries.follow_ups import received_at_of

BATCH = 200


@action
def follow_up(actor: Viewer, post_id: int, *, days: int, body: str) -> None:
    """Adds to one's own review how it is now, once for each of the steps of days after receipt."""
    require(can_write(actor))
    post = post_in_sight(actor, post_id)
    require(policy.can_follow_up(actor, post))
    if days not in FOLLOW_UP_DAYS:
        raise Refused(N_("Choose 7, 30 or 180 days."), field="days")
    received_at = received_at_of(post.id)
    if received_at is None or not rules.has_passed(received_at, days, clock.now()):
        raise Refused(N_("It is not %(days)s days since you received it."), field="days", days=days)
    words = wording.tidied(body, rules.COMMENT_MAX)
    if not words:
        raise Refused(N_("Write a few words."), field="body")
    made = session.scalar(select(FollowUp).where(FollowUp.post_id == post.id, FollowUp.days == days))
    if made is None:
        made = FollowUp(post_id=post.id, days=days, state="deleted")
        session.add(made)
    if made.state == "visible":
        raise Refused(N_("You have written about this already. Delete it first to write anew."), field="days")
    made.body, made.state, made.created_at = words, "visible", clock.now()
    made.body_html = wording.html_of(words, wording.people_named(actor, words))
    made.cleaner_version = text.CLEANER_VERSION
    post.follow_up_count += 1
    post.version += 1
    session.flush()
    record(PostChanged(post.id))


@action
def delete_follow_up(actor: Viewer, post_id: int, *, days: int) -> None:
    post = post_in_sight(actor, post_id)
    require(policy.can_delete(actor, post))
    made = session.scalar(
        lock(
            select(FollowUp).where(
                FollowUp.post_id == post.id, FollowUp.days == days, FollowUp.state == "visible"
            )
        )
    )
    if made is None:
        raise NotFound
    made.state = "deleted"
    post.follow_up_count -= 1
    post.version += 1
    session.flush()
    record(PostChanged(post.id))


def ask_for_follow_ups() -> int:
    """Asks those whose purchase arrived 7, 30 or 180 days ago and who reviewed it; safe to run again. Returns how
    many were asked. Whoever was not reached within a week is not asked any more."""
    return sum(in_turn("follow-ups", partial(_ask, days=days), _due(days)) for days in FOLLOW_UP_DAYS)


def _due(days: int) -> Sequence[int]:
    latest, earliest = rules.asked_between(days, clock.now())
    statement = (
        select(Rating.id)
        .join(OrderLine, OrderLine.id == Rating.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Post, Post.id == Rating.post_id)
        .join(User, User.id == Rating.user_id)
        .where(
            Order.received_at.between(earliest, latest),
            Rating.asked_days < days,
            Rating.is_refunded.is_(False),
            Post.state == "visible",
            User.closed_at.is_(None),
            ~exists().where(FollowUp.post_id == Post.id, FollowUp.days == days, FollowUp.state == "visible"),
        )
        .order_by(Rating.id)
        .limit(BATCH)
    )
    return session.scalars(statement).all()


@action(quiet=True)
def _ask(rating_id: int, days: int) -> bool:
    rating = session.scalar(lock(select(Rating).where(Rating.id == rating_id, Rating.asked_days < days)))
    if rating is None or rating.post_id is None:
        return False
    rating.asked_days = days
    session.flush()
    record(FollowUpDue(rating.post_id, rating.user_id, rating.product_id, days))
    return True
