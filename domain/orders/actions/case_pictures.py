"""Pictures of cases: those that are taken, and those that wait because the rest of their form was not."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from adapters.media import Picture
from core import clock
from core.db import lock, session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.orders.models import OrderCasePicture, OrderCasePictureDraft
from domain.people.policy import can_write
from domain.people.viewer import Viewer

MAX_PICTURES = 6
DRAFTS_KEPT_FOR = timedelta(days=2)


@action(quiet=True)
def keep_case_drafts(actor: Viewer, pictures: Sequence[Picture]) -> list[str]:
    """Keeps pictures of the private store for the next try with their form. Returns their tokens."""
    require(can_write(actor))
    at = clock.now()
    session.add_all(
        OrderCasePictureDraft(
            owner_id=actor.id,
            key=one.key,
            width=one.width,
            height=one.height,
            color=one.color,
            created_at=at,
        )
        for one in pictures
    )
    return [one.key for one in pictures]


@action(quiet=True)
def sweep_case_drafts(limit: int = 500) -> list[str]:
    """Forgets the pictures that nobody came back for; returns their keys, whose files can go."""
    old = select(OrderCasePictureDraft.id).where(
        OrderCasePictureDraft.created_at < clock.now() - DRAFTS_KEPT_FOR
    )
    statement = (
        delete(OrderCasePictureDraft)
        .where(OrderCasePictureDraft.id.in_(old.limit(limit)))
        .returning(OrderCasePictureDraft.key)
    )
    return list(session.scalars(statement.execution_options(synchronize_session=False)))


def keep_pictures(
    case_id: int,
    owner_id: int,
    tokens: Sequence[str],
    pictures: Sequence[Picture],
    message_id: int | None = None,
) -> None:
    """Inside an action: takes what the owner's tokens stand for, then new pictures of the private store, into the case.
    Raises Refused when they are too many; a token that waited too long, or is not hers, stands for nothing."""
    if len(tokens) + len(pictures) > MAX_PICTURES:
        raise Refused(N_("At most %(limit)s pictures."), field="photos", limit=MAX_PICTURES)
    given: list[OrderCasePictureDraft | Picture] = [*_taken(owner_id, tokens), *pictures]
    session.add_all(
        OrderCasePicture(
            case_id=case_id,
            message_id=message_id,
            key=one.key,
            width=one.width,
            height=one.height,
            color=one.color,
        )
        for one in given
    )


def _taken(owner_id: int, tokens: Sequence[str]) -> list[OrderCasePictureDraft]:
    """The drafts, in the order of their tokens; their rows go, their files stay."""
    if not tokens:
        return []
    statement = lock(
        select(OrderCasePictureDraft).where(
            OrderCasePictureDraft.owner_id == owner_id, OrderCasePictureDraft.key.in_(tokens)
        )
    )
    there = {one.key: one for one in session.scalars(statement)}
    drafts = [there[token] for token in dict.fromkeys(tokens) if token in there]
    for one in drafts:
        session.delete(one)
    return drafts
