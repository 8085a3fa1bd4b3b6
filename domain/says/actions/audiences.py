"""Who may read a post: what was chosen in a form, checked."""

from dataclasses import dataclass

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people.models import Circle
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.actions import history
from domain.says.events import PostChanged
from domain.says.models import AUDIENCES, Post


@dataclass(frozen=True, slots=True)
class Audience:
    """One of AUDIENCES, and the circle that belongs to "circle"."""

    kind: str
    circle_id: int | None = None


def of(actor: Viewer, typed: str, *, unchanged: Post | None = None) -> Audience:
    """The audience public, friends, circle:ID or me. Refuses what is none, a circle of somebody else's, and one that
    has ended unless the post was shown to it before."""
    kind, circle_id = rules.audience_of(typed)
    if kind not in AUDIENCES or (kind == "circle") != (circle_id is not None):
        raise Refused(N_("Choose who may read it."), field="audience")
    is_kept = unchanged is not None and unchanged.circle_id == circle_id
    if circle_id is not None and not is_kept and not _is_own(actor, circle_id):
        raise Refused(N_("This is none of your circles. Choose who may read it."), field="audience")
    return Audience(kind, circle_id)


def _is_own(actor: Viewer, circle_id: int) -> bool:
    statement = select(Circle.id).where(
        Circle.id == circle_id, Circle.owner_id == actor.id, Circle.ended_at.is_(None)
    )
    return session.scalar(statement) is not None


@action
def change_audience(actor: Viewer, post_id: int, *, audience: str) -> None:
    """Shows one's own post to others than before, as it is. What has been read stays read."""
    statement = lock(policy.visible_posts(select(Post).where(Post.id == post_id), actor))
    post = session.scalar(statement)
    if post is None:
        raise NotFound
    require(policy.can_edit(actor, post))
    shown_to = of(actor, audience, unchanged=post)
    if (shown_to.kind, shown_to.circle_id) == (post.audience, post.circle_id):
        return
    history.remember(post, body=post.body, audience=shown_to.kind, circle_id=shown_to.circle_id)
    post.audience, post.circle_id = shown_to.kind, shown_to.circle_id
    post.version += 1
    session.flush()
    record(PostChanged(post.id))
