"""What a week's mail holds: the posts of friends that say most, questions that wait for somebody like the reader."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from core.db import session
from core.text import excerpt
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups.models import GroupMember, Question
from domain.notices.models import Notice
from domain.people.models import Follow
from domain.people.policy import not_blocked, not_muted
from domain.people.viewer import Viewer
from domain.says.models import Post
from domain.says.policy import visible_posts
from domain.says.queries import PostCard, cards
from domain.says.queries.mutes import muted_words
from domain.says.queries.switches import unmuted

LOOKED_AT = 60
SHOWN = 5
WORDS_CHARS = 160


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    id: int
    product_id: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Digest:
    posts: list[PostCard]
    questions: list[WaitingQuestion]
    unread: int

    def __bool__(self) -> bool:
        return bool(self.posts or self.questions or self.unread)


def digest_of(viewer: Viewer, since: datetime) -> Digest:
    """Of what has happened since then."""
    return Digest(_posts(viewer, since), _questions(viewer, since), _unread(viewer, since))


def _posts(viewer: Viewer, since: datetime) -> list[PostCard]:
    """Who bought it twice says more than who bought it once, and she more than who did not; then the newest. Likes
    do not count."""
    friends = select(Follow.followee_id).where(
        Follow.follower_id == viewer.id, Follow.is_friend.is_(True), Follow.shows_posts.is_(True)
    )
    statement = select(Post.id).where(
        Post.author_id.in_(friends),
        Post.created_at > since,
        Post.state == "visible",
        # What only passes something on has no words that a mail could show.
        or_(Post.quoted_id.is_(None), Post.body != ""),
    )
    seen = unmuted(visible_posts(statement, viewer), viewer)
    ids = session.scalars(seen.order_by(Post.id.desc()).limit(LOOKED_AT)).all()
    muted = muted_words(viewer)
    found = [card for card in cards(viewer, ids) if not muted.are_in(card.body)]
    found.sort(key=lambda card: (min(card.times_bought, 2), card.created_at), reverse=True)
    return found[:SHOWN]


def _questions(viewer: Viewer, since: datetime) -> list[WaitingQuestion]:
    """Unanswered ones in groups of which the viewer is a member, so that she may answer."""
    statement = (
        select(Question.id, Question.product_id, Product.title, Question.body)
        .join(Product, Product.id == Question.product_id)
        .join(
            GroupMember,
            (GroupMember.product_id == Question.product_id) & (GroupMember.user_id == viewer.id),
        )
        .where(
            GroupMember.lost_at.is_(None),
            Question.state == "visible",
            Question.answer_count == 0,
            Question.created_at > since,
            Question.author_id != viewer.id,
            not_blocked(viewer, Question.author_id),
            not_muted(viewer, Question.author_id),
        )
    )
    rows = session.execute(visible_products(statement, viewer).order_by(Question.id.desc()).limit(SHOWN))
    return [
        WaitingQuestion(row.id, row.product_id, row.title, excerpt(row.body, WORDS_CHARS)) for row in rows
    ]


def _unread(viewer: Viewer, since: datetime) -> int:
    statement = select(func.count()).where(
        Notice.user_id == viewer.id, Notice.read_at.is_(None), Notice.last_at > since
    )
    return session.scalar(statement) or 0
