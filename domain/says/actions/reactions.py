"""Reactions: one of the five from each person on a post, and "helpful" beside them on reviews."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.actions.comments import post_in_sight
from domain.says.events import Liked, LikeTakenBack
from domain.says.models import REACTIONS, Post, Reaction

HELPFUL = "helpful"

_STANDING = select(Reaction.kind, Reaction.created_at).where(
    Reaction.post_id == bindparam("post"),
    Reaction.user_id == bindparam("me"),
    Reaction.kind.in_(bindparam("kinds", expanding=True)),
)


@action
def react(actor: Viewer, post_id: int, *, kind: str = "like") -> str:
    """Gives a reaction; another of the five replaces it, the same again takes it back. `helpful` is a switch of its
    own. Returns the kind that stands now, empty when it was taken back."""
    require(can_write(actor))
    if kind not in (*REACTIONS, HELPFUL):
        raise Refused(N_("There is no such reaction."), field="kind")
    post = post_in_sight(actor, post_id)
    require(policy.can_find_helpful(actor, post) if kind == HELPFUL else policy.can_respond(actor, post))
    old, reacted_at = _mine(actor, post, (kind,) if kind == HELPFUL else REACTIONS)
    new = "" if old == kind else kind
    _replace(actor, post, old, new, at=reacted_at)
    if new and not old and new != HELPFUL:
        record(Liked(post.id, post.author_id, actor.id))
    elif old and not new and old != HELPFUL:
        record(LikeTakenBack(post.id, post.author_id, actor.id, reacted_at))
    return new


def _mine(actor: Viewer, post: Post, kinds: tuple[str, ...]) -> tuple[str, datetime]:
    """The kind that stands, empty for none, and since when."""
    row = session.execute(_STANDING, {"post": post.id, "me": actor.id, "kinds": kinds}).first()
    return (row.kind, row.created_at) if row else ("", clock.now())


def _replace(actor: Viewer, post: Post, old: str, new: str, *, at: datetime) -> None:
    """Another kind stands since the first was given."""
    if old:
        mine = (Reaction.post_id == post.id) & (Reaction.user_id == actor.id) & (Reaction.kind == old)
        session.execute(delete(Reaction).where(mine).execution_options(synchronize_session=False))
    if new:
        session.add(Reaction(post_id=post.id, user_id=actor.id, kind=new, created_at=at))
    if HELPFUL in (old, new):
        post.helpful_count += bool(new) - bool(old)
    else:
        post.reaction_kinds = rules.recounted(post.reaction_kinds, old, new)
        post.reaction_count += bool(new) - bool(old)
    session.flush()
