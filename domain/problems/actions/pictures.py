"""Pictures of problems: those that are taken, and those that wait because the rest of their form was not."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from adapters.media import Picture
from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.problems.models import ProblemPicture
from domain.problems.rules import PICTURES_MAX

KEPT_FOR = timedelta(days=2)


@action(quiet=True)
def keep_problem_pictures(actor: Viewer, pictures: Sequence[Picture]) -> list[str]:
    """Keeps pictures of the private store for the next try with their form. Returns their tokens."""
    require(can_write(actor))
    session.add_all(_row(actor, None, one) for one in pictures)
    return [one.key for one in pictures]


@action(quiet=True)
def sweep_problem_pictures(limit: int = 500) -> list[str]:
    """Forgets the pictures that nobody came back for; returns their keys, whose files can go."""
    old = select(ProblemPicture.id).where(
        ProblemPicture.problem_id.is_(None), ProblemPicture.created_at < clock.now() - KEPT_FOR
    )
    statement = (
        delete(ProblemPicture).where(ProblemPicture.id.in_(old.limit(limit))).returning(ProblemPicture.key)
    )
    return list(session.scalars(statement.execution_options(synchronize_session=False)))


def place(actor: Viewer, problem_id: int, tokens: Sequence[str], pictures: Sequence[Picture]) -> int:
    """Inside an action: gives a problem what the actor's tokens stand for, then new pictures. A token that waited too
    long, or is not hers, stands for nothing. Returns how many there are."""
    tokens = list(dict.fromkeys(tokens))
    if len(tokens) + len(pictures) > PICTURES_MAX:
        raise Refused(N_("At most %(limit)s pictures."), field="photos", limit=PICTURES_MAX)
    waiting = update(ProblemPicture).where(
        ProblemPicture.key.in_(tokens),
        ProblemPicture.owner_id == actor.id,
        ProblemPicture.problem_id.is_(None),
    )
    taken = session.execute(
        waiting.values(problem_id=problem_id).execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]
    session.add_all(_row(actor, problem_id, one) for one in pictures)
    return int(taken) + len(pictures)


def _row(actor: Viewer, problem_id: int | None, one: Picture) -> ProblemPicture:
    return ProblemPicture(
        owner_id=actor.id,
        problem_id=problem_id,
        key=one.key,
        width=one.width,
        height=one.height,
        color=one.color,
        created_at=clock.now(),
    )
