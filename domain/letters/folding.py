"""What moderators do to a letter that was reported: fold it with a reason, and open it again."""

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action
from domain.groups import policy
from domain.letters.models import Letter
from domain.people.viewer import Viewer


@action(quiet=True)
def fold_letter(actor: Viewer, letter_id: int, *, reason: str) -> None:
    _set(actor, letter_id, "folded", reason)


@action(quiet=True)
def restore_letter(actor: Viewer, letter_id: int) -> None:
    _set(actor, letter_id, "visible", "")


def _set(actor: Viewer, letter_id: int, state: str, reason: str) -> None:
    require(policy.can_fold(actor))
    letter = session.scalar(lock(select(Letter).where(Letter.id == letter_id, Letter.state != "deleted")))
    if letter is None:
        raise NotFound
    letter.state, letter.fold_reason = state, reason
    session.flush()
