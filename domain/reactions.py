"""The one table: event -> what happens in the same transaction, and what happens afterwards.

TOGETHER: functions of the event, run inside the action that recorded it. AFTERWARDS: jobs, done by the worker.
"""

from collections.abc import Sequence

from core.events import Event
from core.outbox import Consequence, Job
from domain.angels import actions as angels
from domain.angels.events import Endorsed, EndorsementEnded
from domain.catalog.events import ProductPublished
from domain.groups import actions as groups
from domain.merchants.events import StaffChanged
from domain.says.events import Rated
from domain.people.events import SignedIn
from domain.angels import commissions
from domain.orders.events import RefundDecided, RefundRequested

TOGETHER: dict[type[Event], Sequence[Consequence]] = {
    SignedIn: (lambda fact: angels.claim_touches(fact.user_id, fact.visitor_id),),
    StaffChanged: (lambda fact: groups.recompute_staff(fact.merchant_id, fact.user_id),),
    ProductPublished: (lambda fact: groups.welcome_staff(fact.product_id, fact.merchant_id),),
    Endorsed: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    EndorsementEnded: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    Rated: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    RefundRequested: (lambda fact: commissions.hold(fact.order_id, fact.refund_id),),
    RefundDecided: (lambda fact: commissions.release(fact.refund_id),),
}

AFTERWARDS: dict[type[Event], Sequence[Job]] = {}

# Facts that nothing has to follow, said so that none is forgotten by accident.
NOTHING_FOLLOWS: tuple[type[Event], ...] = ()
