"""What the clock does to after-sales cases: whoever does not take her step in time has it taken for her."""

from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.orders.actions import case_moves
from domain.orders.actions.case_verbs import lapse
from domain.orders.models import OrderCase

BATCH = 200


def lapse_due() -> int:
    """Takes the clock's step in the cases whose time is over, each in its own transaction. Returns how many."""
    due = select(OrderCase.id).where(OrderCase.closed_at.is_(None), OrderCase.due_at <= clock.now())
    return sum(
        _lapse(case_id) for case_id in session.scalars(due.order_by(OrderCase.due_at).limit(BATCH)).all()
    )


@action
def _lapse(case_id: int) -> bool:
    case, order = case_moves.locked_by_clock(case_id)
    if case.closed_at is not None or case.due_at is None or case.due_at > clock.now():
        return False
    lapse(case, order)
    return True
