"""Who is not suggested to whom: said by somebody, or for a while after a no between two people."""

from datetime import datetime

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.people import policy, rules
from domain.people.models import Dismissal
from domain.people.viewer import Viewer


@action(quiet=True)
def dismiss_suggestion(actor: Viewer, user_id: int) -> None:
    """Suggests this person to the actor no more. She is told nothing of it, and may still ask."""
    require(policy.is_signed_in(actor))
    if actor.id == user_id:
        raise Refused(N_("This is you."))
    if not policy.can_see(actor, user_id):
        raise NotFound
    _dismiss(actor.id, user_id, until_at=None)


def rest(one: int, other: int) -> None:
    """Inside an action: the two have just said no to one another, so neither is suggested to the other for a while."""
    until_at = clock.now() + rules.RESTS_AFTER_NO
    _dismiss(one, other, until_at)
    _dismiss(other, one, until_at)


def _dismiss(user_id: int, other_id: int, until_at: datetime | None) -> None:
    row = session.get(Dismissal, (user_id, other_id))
    if row is None:
        session.add(Dismissal(user_id=user_id, other_id=other_id, until_at=until_at, created_at=clock.now()))
    elif row.until_at is not None:
        row.until_at = until_at
