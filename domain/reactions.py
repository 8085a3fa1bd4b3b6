"""The one table: event -> what happens in the same transaction, and what happens afterwards.

TOGETHER: functions of the event, run inside the action that recorded it. AFTERWARDS: jobs, done by the worker.
"""

from collections.abc import Sequence

from core.events import Event
from core.outbox import Consequence, Job
from domain.angels import actions as angels, commissions
from domain.angels.events import Endorsed, EndorsementEnded
from domain.catalog.events import ProductChanged, ProductPublished
from domain.groups import actions as groups
from domain.groups.events import QuestionAnswered, QuestionAsked, QuestionChanged
from domain.merchants.events import MerchantDecided, StaffChanged
from domain.orders.events import RefundDecided, RefundRequested
from domain.people.events import (
    Blocked,
    Followed,
    FriendshipEnded,
    ProfileChanged,
    Registered,
    RoleGranted,
    RoleRevoked,
    SignedIn,
    SuspensionLifted,
    Unblocked,
)
from domain.says import actions as says
from domain.says.events import PostChanged, PostPublished, Rated
from domain.search import index as search

TOGETHER: dict[type[Event], Sequence[Consequence]] = {
    SignedIn: (lambda fact: angels.claim_touches(fact.user_id, fact.visitor_id),),
    StaffChanged: (lambda fact: groups.recompute_staff(fact.merchant_id, fact.user_id),),
    ProductPublished: (lambda fact: groups.welcome_staff(fact.product_id, fact.merchant_id),),
    Endorsed: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    EndorsementEnded: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    Rated: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    RefundRequested: (lambda fact: commissions.hold(fact.order_id, fact.refund_id),),
    RefundDecided: (says.mark_refunded, lambda fact: commissions.release(fact.refund_id),),
}

INDEX = Job("search.index", search.update, batch=True)

AFTERWARDS: dict[type[Event], Sequence[Job]] = {
    Registered: (INDEX,),
    ProfileChanged: (INDEX,),
    MerchantDecided: (INDEX,),
    ProductPublished: (INDEX,),
    ProductChanged: (INDEX,),
    PostPublished: (INDEX,),
    PostChanged: (INDEX,),
    QuestionAsked: (INDEX,),
    QuestionAnswered: (INDEX,),
    QuestionChanged: (INDEX,),
}

# Facts that nothing has to follow, said so that none is forgotten by accident.
NOTHING_FOLLOWS: tuple[type[Event], ...] = (
    Followed,
    FriendshipEnded,
    Blocked,
    Unblocked,
    SuspensionLifted,
    RoleGranted,
    RoleRevoked,
)
