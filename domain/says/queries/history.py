"""What a post said before, for those who may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from domain.people.models import Circle
from domain.people.viewer import Viewer
from domain.says import changes, policy
from domain.says.changes import Piece
from domain.says.models import Post, PostChange

VERSIONS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Version:
    """What the post said from `at` on. `pieces` are its words with what was changed in the version before; the first
    has only what was kept. `old_audience` and `new_audience`: whose it was before and after, for the author alone, with
    the names of her circles."""

    at: datetime
    pieces: tuple[Piece, ...]
    is_first: bool
    old_audience: str = ""
    new_audience: str = ""
    old_circle: str = ""
    new_circle: str = ""

    @property
    def has_new_words(self) -> bool:
        return any(piece.kind != "kept" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class History:
    post_id: int
    versions: tuple[Version, ...]


def history_of(viewer: Viewer, post_id: int) -> History:
    """The versions of a post, the newest first. Raises NotFound when the viewer may not read the post. What was
    written for fewer people than read it now is shown to the author alone. Two queries, a third for friends or for
    the names of the author's circles."""
    post = session.scalar(policy.visible_posts(select(Post).where(Post.id == post_id), viewer))
    if post is None:
        raise NotFound
    found = session.scalars(
        select(PostChange)
        .where(PostChange.post_id == post_id)
        .order_by(PostChange.id.desc())
        .limit(VERSIONS_SHOWN)
    )
    all_changes = list(reversed(found.all()))
    is_own = post.author_id == viewer.id
    shown = all_changes if is_own else _told(viewer, post, all_changes)
    circles = _circles_in(all_changes) if is_own else {}
    return History(post.id, tuple(reversed(_versions(post, shown, is_own, circles))))


def _told(viewer: Viewer, post: Post, all_changes: Sequence[PostChange]) -> list[PostChange]:
    """The changes whose old words this reader of the post could have read when they stood there."""
    # Who was in the circle then is not known any more, so what was said in one stays the author's.
    open_to = {"public", post.audience} - {"circle"}
    if any(change.old_audience == "friends" for change in all_changes) and policy.are_friends(
        viewer.id, post.author_id
    ):
        open_to.add("friends")
    return [change for change in all_changes if change.old_audience in open_to]


def _circles_in(all_changes: Sequence[PostChange]) -> dict[int | None, str]:
    """The names of the author's circles to which the post has been shown; ended ones have theirs still."""
    ids = {one for change in all_changes for one in (change.old_circle_id, change.new_circle_id) if one}
    if not ids:
        return {}
    rows = session.execute(select(Circle.id, Circle.name).where(Circle.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _versions(
    post: Post, shown: Sequence[PostChange], is_own: bool, circles: Mapping[int | None, str]
) -> list[Version]:
    bodies = [change.old_body for change in shown] + [post.body]
    started = [post.created_at] + [change.at for change in shown]
    first = Version(started[0], tuple(changes.pieces(bodies[0], bodies[0])), is_first=True)
    later = [
        Version(
            at,
            tuple(changes.pieces(old, new)),
            is_first=False,
            old_audience=change.old_audience if is_own else "",
            new_audience=change.new_audience if is_own else "",
            old_circle=circles.get(change.old_circle_id, ""),
            new_circle=circles.get(change.new_circle_id, ""),
        )
        for at, old, new, change in zip(started[1:], bodies, bodies[1:], shown, strict=False)
    ]
    return [first, *(one for one in later if is_own or one.has_new_words)]
