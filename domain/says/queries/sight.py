"""Who can see this: what the author of a post is told beside it, as it is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core import clock
from domain.people.queries import Readers
from domain.says import rules


class Shown(Protocol):
    """What of a post decides."""

    @property
    def id(self) -> int: ...
    @property
    def audience(self) -> str: ...
    @property
    def circle_id(self) -> int | None: ...
    @property
    def stars(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def is_mine(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """`kind` is that of the audience; "me" also when its circle has ended. `count`: how many others that are, None
    for everybody. `is_past`: older than the profile window, so that the author alone reads it."""

    kind: str
    name: str = ""
    count: int | None = None
    is_past: bool = False


def sights(posts: Iterable[Shown], readers: Readers) -> dict[int, Sight]:
    """Of the viewer's own posts; `readers` are hers."""
    return {post.id: _sight(post, readers) for post in posts if post.is_mine}


def _sight(post: Shown, known: Readers) -> Sight:
    is_review = post.audience == "public" and post.stars is not None
    begins = rules.window_begins(known.profile_window, clock.now())
    is_past = post.audience != "me" and not is_review and begins is not None and post.created_at <= begins
    if post.audience == "friends":
        return Sight("friends", count=known.friends, is_past=is_past)
    elif post.audience == "circle":
        circle = known.circle(post.circle_id)
        return Sight("circle", circle.name, circle.count, is_past) if circle else Sight("me", count=0)
    elif post.audience == "public":
        return Sight("public", is_past=is_past)
    else:
        return Sight("me", count=0)
