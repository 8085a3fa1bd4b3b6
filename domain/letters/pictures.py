"""Pictures of letters: in the private store, for the two sides alone; without a letter they wait for one."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from adapters.media import Picture
from core import clock
from core.db import lock, session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.letters import rules
from domain.letters.models import Letter, LetterPicture
from domain.people.policy import can_write
from domain.people.viewer import Viewer


@action(quiet=True)
def keep_drafts(actor: Viewer, pictures: Sequence[Picture]) -> list[str]:
    """Keeps pictures of the private store for the next try with their letter. Returns their tokens."""
    require(can_write(actor))
    session.add_all(_row(actor.id, one) for one in pictures)
    return [one.key for one in pictures]


@action(quiet=True)
def sweep_drafts(limit: int = 500) -> list[str]:
    """Forgets the pictures that nobody came back for, and those of letters that were taken back; returns their keys,
    whose files can go."""
    gone = select(Letter.id).where(Letter.id == LetterPicture.letter_id, Letter.state == "deleted").exists()
    old = select(LetterPicture.id).where(
        or_(LetterPicture.letter_id.is_(None), gone),
        LetterPicture.created_at < clock.now() - rules.DRAFTS_KEPT_FOR,
    )
    statement = (
        delete(LetterPicture).where(LetterPicture.id.in_(old.limit(limit))).returning(LetterPicture.key)
    )
    return list(session.scalars(statement.execution_options(synchronize_session=False)))


def put_in(letter_id: int, owner_id: int, tokens: Sequence[str], pictures: Sequence[Picture]) -> int:
    """Inside an action: into the letter what the owner's tokens stand for, then new pictures. Returns how many."""
    if len(tokens) + len(pictures) > rules.PICTURES_MAX:
        raise Refused(N_("At most %(limit)s pictures."), field="photos", limit=rules.PICTURES_MAX)
    waiting = _waiting(owner_id, tokens)
    for one in waiting:
        one.letter_id = letter_id
    rows = [_row(owner_id, one) for one in pictures]
    for row in rows:
        row.letter_id = letter_id
    session.add_all(rows)
    return len(waiting) + len(rows)


def _row(owner_id: int, one: Picture) -> LetterPicture:
    return LetterPicture(
        owner_id=owner_id,
        key=one.key,
        width=one.width,
        height=one.height,
        color=one.color,
        created_at=clock.now(),
    )


def _waiting(owner_id: int, tokens: Sequence[str]) -> Sequence[LetterPicture]:
    if not tokens:
        return ()
    statement = select(LetterPicture).where(
        LetterPicture.owner_id == owner_id,
        LetterPicture.letter_id.is_(None),
        LetterPicture.key.in_(tokens),
    )
    return session.scalars(lock(statement.order_by(LetterPicture.id))).all()
