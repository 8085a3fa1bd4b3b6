"""Whether others see that somebody is here."""

from core import clock
from core.db import session
from core.policy import require
from core.unit import action
from domain.groups import policy
from domain.groups.models import UnseenPerson
from domain.people.viewer import Viewer


@action(quiet=True)
def be_seen(actor: Viewer, is_seen: bool) -> None:
    """Whether the members of her groups see when she has their chat open, and when she types. By default they do."""
    require(policy.can_be_seen(actor))
    kept = session.get(UnseenPerson, actor.id)
    if is_seen and kept is not None:
        session.delete(kept)
    elif not is_seen and kept is None:
        session.add(UnseenPerson(user_id=actor.id, since_at=clock.now()))
