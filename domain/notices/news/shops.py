"""News of a shop for its own people and for whom it asks to work there."""

from sqlalchemy import select

from core import clock
from core.db import session
from domain.merchants.events import PapersDue, StaffMoved
from domain.merchants.models import Merchant, StaffInvitation, StaffStep
from domain.merchants.policy import OWNING
from domain.merchants.queries import staff_of
from domain.notices.actions import tell


def staff_moved(fact: StaffMoved) -> None:
    step = session.get(StaffStep, fact.step_id)
    name = session.scalar(select(Merchant.name).where(Merchant.id == fact.merchant_id))
    if step is None or name is None:
        return
    facts = {"kind": fact.kind, "role": fact.role, "name": name, "key": ""}
    if fact.kind in ("invited", "role", "removed"):
        to = {fact.user_id} - {0, fact.by_id}
        facts["key"] = _key_of(fact)
    elif fact.kind in ("joined", "declined", "left"):
        to = staff_of(fact.merchant_id, OWNING) - {fact.by_id}
    else:
        return
    tell(
        to, kind="staff", target=("merchant", fact.merchant_id), at=step.at, actor_id=fact.by_id, facts=facts
    )


def _key_of(fact: StaffMoved) -> str:
    """The number of the invitation that waits for her answer."""
    found = session.scalar(
        select(StaffInvitation.id)
        .where(
            StaffInvitation.merchant_id == fact.merchant_id,
            StaffInvitation.user_id == fact.user_id,
            StaffInvitation.outcome == "",
        )
        .order_by(StaffInvitation.id.desc())
    )
    return str(found or "")


def papers_due(fact: PapersDue) -> None:
    name = session.scalar(select(Merchant.name).where(Merchant.id == fact.merchant_id))
    tell(
        staff_of(fact.merchant_id, OWNING),
        kind="papers",
        target=("merchant", fact.merchant_id),
        at=clock.now(),
        facts={"name": name or "", "due": fact.due_at},
    )
