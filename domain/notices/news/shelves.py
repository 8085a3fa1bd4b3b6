"""What comes back by the clock: the question how a purchase is now, and what somebody wanted to be reminded of."""

from sqlalchemy import select

from core import clock
from core.db import session
from domain.catalog.models import Product
from domain.notices.actions import tell
from domain.people.models import User
from domain.says.events import FollowUpDue, ReminderDue
from domain.says.models import Post
from domain.says.policy import is_among_readers


def follow_up_due(fact: FollowUpDue) -> None:
    statement = (
        select(Product.title)
        .join(Post, Post.product_id == Product.id)
        .where(Post.id == fact.post_id, Post.state == "visible")
    )
    title = session.scalar(statement)
    if title is None:
        return
    tell(
        [fact.user_id],
        kind="follow_up",
        target=("product", fact.product_id),
        at=clock.now(),
        facts={"post_id": fact.post_id, "days": fact.days, "title": title},
    )


def reminder_due(fact: ReminderDue) -> None:
    """Of what she may still read, even if she did the rest herself."""
    post = session.scalar(select(Post).where(Post.id == fact.post_id, Post.state == "visible"))
    if post is None:
        return
    reader = select(User.id).where(User.id == fact.user_id, is_among_readers(post, User.id))
    tell(
        list(session.scalars(reader)),
        kind="reminder",
        target=("post", post.id),
        at=clock.now(),
    )
