"""Likes."""

from sqlalchemy import delete, select

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy
from domain.says.actions.comments import post_in_sight
from domain.says.events import Liked
from domain.says.models import Reaction

KINDS = ("like",)


@action
def react(actor: Viewer, post_id: int, *, kind: str = "like") -> bool:
    """Likes a post, or takes the like back. Returns whether it is liked now."""
    require(can_write(actor))
    if kind not in KINDS:
        raise Refused(N_("There is no such reaction."), field="kind")
    post = post_in_sight(actor, post_id)
    require(policy.can_respond(actor, post))
    mine = (Reaction.post_id == post.id) & (Reaction.user_id == actor.id) & (Reaction.kind == kind)
    if session.scalar(select(Reaction.post_id).where(mine)) is not None:
        session.execute(delete(Reaction).where(mine).execution_options(synchronize_session=False))
        post.reaction_count -= 1
        return False
    session.add(Reaction(post_id=post.id, user_id=actor.id, kind=kind, created_at=clock.now()))
    post.reaction_count += 1
    session.flush()
    record(Liked(post.id, post.author_id, actor.id))
    return True
