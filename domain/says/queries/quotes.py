"""Quotes and reshares: what may be passed on, how often it was, and which of them a list leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import session
from core.errors import NotFound
from core.policy import require
from domain.people.viewer import Viewer
from domain.says import policy
from domain.says.models import Post
from domain.says.queries.previews import PostPreview, preview

if TYPE_CHECKING:
    from domain.says.queries.post_card import PostCard

# A reshare says nothing new while the same post is still so near in the list.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Passing:
    """What the button shows: how often the post was passed on, and whether the viewer did."""

    id: int
    count: int
    is_mine: bool


def passing(viewer: Viewer, post_id: int) -> Passing:
    """Raises NotFound."""
    own = aliased(Post)
    mine = (
        select(own.id)
        .where(own.quoted_id == Post.id, own.author_id == viewer.id, own.body == "", own.state == "visible")
        .exists()
    )
    statement = select(Post.id, Post.reshare_count, mine).where(Post.id == post_id)
    row = session.execute(policy.visible_posts(statement, viewer)).first()
    if row is None:
        raise NotFound
    return Passing(*row)


def quotable(viewer: Viewer, post_id: int) -> PostPreview:
    """The post that a quote of this one passes on. Raises NotFound or NotAllowed."""
    found = session.scalar(policy.visible_posts(select(Post).where(Post.id == post_id), viewer))
    if found is not None and found.quoted_id and not found.body:
        found = session.scalar(policy.visible_posts(select(Post).where(Post.id == found.quoted_id), viewer))
    if found is None:
        raise NotFound
    require(policy.can_pass_on(viewer, found))
    return preview(viewer, found.id)


class Listed(Protocol):
    """What of a post tells whether it repeats another."""

    @property
    def id(self) -> int: ...
    @property
    def quoted_id(self) -> int | None: ...
    @property
    def is_reshare(self) -> bool: ...


def without_repeats(posts: Sequence["PostCard"], after: Sequence[Listed] = ()) -> list["PostCard"]:
    """A list, newest first, without the reshares of what stands among the 40 that follow it there, as itself or
    as another reshare, and without those that show the viewer nothing. `after`: how the list goes on."""
    following: list[Listed] = [*posts, *after]
    return [
        post
        for place, post in enumerate(posts, start=1)
        if not post.is_reshare
        or not (
            post.quoted is None
            or any(is_of(post.quoted_id, other) for other in following[place : place + NEAR])
        )
    ]


def is_of(post_id: int | None, other: Listed) -> bool:
    return other.id == post_id or (other.is_reshare and other.quoted_id == post_id)
