"""Planned posts go out, each as its owner."""

import logging

from sqlalchemy.exc import OperationalError

from core.errors import DomainError, Refused
from core.i18n import N_
from core.turns import in_turn
from domain.says import actions
from domain.viewers import viewer_of

log = logging.getLogger("angelsays.plans")


def publish_due() -> int:
    """Publishes what is due. What is refused becomes a draft again, with the reason."""
    return in_turn("planned posts", _publish, actions.due_drafts())


def _publish(due: tuple[int, int]) -> int:
    draft_id, owner_id = due
    try:
        return int(actions.publish_planned(viewer_of(owner_id), draft_id) is not None)
    except DomainError as error:
        actions.note_failure(draft_id, error)
    except OperationalError:
        # The database is busy or away: the plan stands, and its minute comes again.
        raise
    except Exception:
        # It would fail every minute, and stand before the plans that came later.
        log.exception("the planned post of draft %d could not be published", draft_id)
        actions.note_failure(draft_id, Refused(N_("That did not work. Please try again.")))
    return 0
