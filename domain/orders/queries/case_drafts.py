"""The pictures that wait for the form of a case to be sent again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from domain.orders.models import OrderCasePictureDraft
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A waiting picture: the form names it by its token, the page shows it by its id."""

    id: int
    token: str


def kept_case_drafts(viewer: Viewer, tokens: Sequence[str]) -> list[CaseDraft]:
    """Those of the tokens that stand for a picture of the viewer, in their order."""
    if not tokens:
        return []
    statement = select(OrderCasePictureDraft.id, OrderCasePictureDraft.key).where(
        OrderCasePictureDraft.owner_id == viewer.id, OrderCasePictureDraft.key.in_(tokens)
    )
    there = {row.key: CaseDraft(*row) for row in session.execute(statement)}
    return [there[token] for token in dict.fromkeys(tokens) if token in there]


def case_draft_key(viewer: Viewer, draft_id: int) -> str:
    """The key of a waiting picture, for its owner; raises NotFound for everybody else."""
    key = session.scalar(
        select(OrderCasePictureDraft.key).where(
            OrderCasePictureDraft.id == draft_id, OrderCasePictureDraft.owner_id == viewer.id
        )
    )
    if key is None:
        raise NotFound
    return key
