"""What every proposal goes through: one operator writes it down, another confirms it, or it is taken back."""

import logging
from typing import TypeVar

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.ledger import policy
from domain.ledger.models import Adjustment, Settlement
from domain.people.viewer import Viewer

log = logging.getLogger("angelsays.money")

P = TypeVar("P", Settlement, Adjustment)


def propose(actor: Viewer, proposal: P) -> int:
    """Writes it down. No account moves before it is confirmed. Returns its id."""
    proposal.state = "proposed"
    proposal.proposed_by_id = actor.id
    proposal.proposed_at = clock.now()
    session.add(proposal)
    session.flush()
    return proposal.id


def opened(actor: Viewer, model: type[P], proposal_id: int) -> P:
    """The proposal, held still, if it waits for a decision."""
    require(policy.can_manage(actor))
    proposal = session.scalar(lock(select(model).where(model.id == proposal_id)))
    if proposal is None:
        raise NotFound
    if proposal.state != "proposed":
        raise Refused(N_("This was decided already."))
    return proposal


def confirmable(actor: Viewer, model: type[P], proposal_id: int) -> P:
    """The proposal, if the actor is the one who may confirm it now."""
    proposal = opened(actor, model, proposal_id)
    require(policy.can_confirm(actor, proposal, at=clock.now(), operators=policy.operator_count()))
    if proposal.proposed_by_id == actor.id:
        log.warning(
            "%s %d was confirmed by its only operator, user %d", model.__tablename__, proposal.id, actor.id
        )
    return proposal


def end(proposal: P, by: Viewer, state: str) -> None:
    proposal.state = state
    proposal.decided_by_id = by.id
    proposal.decided_at = clock.now()
    session.flush()
