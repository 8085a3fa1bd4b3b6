"""The one table: event -> what happens in the same transaction, and what happens afterwards.

TOGETHER: functions of the event, run inside the action that recorded it. AFTERWARDS: jobs, done by the worker.
"""

from collections.abc import Sequence

from core.events import Event
from core.outbox import Consequence, Job
from domain.angels import actions as angels
from domain.people.events import SignedIn
from domain.angels import commissions
from domain.orders.events import RefundDecided, RefundRequested

TOGETHER: dict[type[Event], Sequence[Consequence]] = {
    RefundRequested: (lambda fact: commissions.hold(fact.order_id, fact.refund_id),),
    RefundDecided: (lambda fact: commissions.release(fact.refund_id),),
}

AFTERWARDS: dict[type[Event], Sequence[Job]] = {}

# Facts that nothing has to follow, said so that none is forgotten by accident.
NOTHING_FOLLOWS: tuple[type[Event], ...] = ()
