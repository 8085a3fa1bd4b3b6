"""Distance without a word: hiding one's own posts from somebody, and muting somebody. Neither is told to her."""

from sqlalchemy import delete

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.people import policy, rules
from domain.people.models import Hiding, Mute
from domain.people.viewer import Viewer


@action
def hide_from(actor: Viewer, user_id: int) -> None:
    """Don't show her mine: she finds none of the actor's posts any more, the public ones neither."""
    require(policy.is_signed_in(actor))
    _require_other(actor, user_id)
    if session.get(Hiding, (actor.id, user_id)) is None:
        session.add(Hiding(owner_id=actor.id, viewer_id=user_id, created_at=clock.now()))


@action
def stop_hiding_from(actor: Viewer, user_id: int) -> None:
    require(policy.is_signed_in(actor))
    session.execute(delete(Hiding).where(Hiding.owner_id == actor.id, Hiding.viewer_id == user_id))


@action
def mute(actor: Viewer, user_id: int, *, span: str) -> None:
    """Keeps somebody's posts out of the actor's lists and what she does quiet. `span`: day, week, month or always;
    a second time sets the end anew."""
    require(policy.is_signed_in(actor))
    _require_other(actor, user_id)
    if span not in rules.MUTE_SPANS:
        raise Refused(N_("Choose for how long."), field="span")
    at, lasts = clock.now(), rules.MUTE_SPANS[span]
    until_at = at + lasts if lasts else None
    row = session.get(Mute, (actor.id, user_id))
    if row is None:
        session.add(Mute(user_id=actor.id, muted_id=user_id, until_at=until_at, created_at=at))
    else:
        row.until_at = until_at


@action
def unmute(actor: Viewer, user_id: int) -> None:
    require(policy.is_signed_in(actor))
    session.execute(delete(Mute).where(Mute.user_id == actor.id, Mute.muted_id == user_id))


def _require_other(actor: Viewer, user_id: int) -> None:
    if actor.id == user_id:
        raise Refused(N_("This is you."))
    if not policy.can_see(actor, user_id):
        raise NotFound
