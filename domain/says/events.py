"""What happens to posts, ratings and comments."""

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class PostPublished(Event):
    """`mentioned_ids`: people named in it who may read it."""

    post_id: int
    author_id: int
    product_id: int
    mentioned_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PostChanged(Event):
    """Text, audience or state changed; it may have become invisible."""

    post_id: int


@dataclass(frozen=True, slots=True)
class PassedOn(Event):
    """The post `post_id` quotes or reshares another."""

    post_id: int
    quoted_id: int
    author_id: int
    quoted_author_id: int


@dataclass(frozen=True, slots=True)
class Rated(Event):
    """Somebody rated, or rated anew (`old_stars` is 0 for the first time)."""

    user_id: int
    product_id: int
    stars: int
    old_stars: int


@dataclass(frozen=True, slots=True)
class Commented(Event):
    """`parent_author_id` is 0 for a comment on the post itself."""

    comment_id: int
    post_id: int
    author_id: int
    post_author_id: int
    parent_author_id: int
    mentioned_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CommentChanged(Event):
    comment_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class FollowUpDue(Event):
    """A purchase that was reviewed arrived so many days ago."""

    post_id: int
    user_id: int
    product_id: int
    days: int


@dataclass(frozen=True, slots=True)
class ReminderDue(Event):
    """Somebody wanted to be reminded of a post that she saved."""

    post_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Liked(Event):
    post_id: int
    author_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class LikeTakenBack(Event):
    post_id: int
    author_id: int
    user_id: int
    liked_at: datetime


@dataclass(frozen=True, slots=True)
class PlanFailed(Event):
    """A planned post was refused when its time came."""

    draft_id: int
    owner_id: int
