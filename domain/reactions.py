"""The one table: event -> what happens in the same transaction, and what happens afterwards.

TOGETHER: functions of the event, run inside the action that recorded it. AFTERWARDS: jobs, done by the worker.
"""

from collections.abc import Sequence
from functools import partial

from core.events import Event
from core.outbox import Consequence, Job
from domain.angels import actions as angels, commissions, traces
from domain.angels.events import (
    CommissionAppealed,
    CommissionHeld,
    CommissionReviewed,
    CommissionVested,
    Endorsed,
    EndorsementEnded,
    SaleCredited,
)
from domain.catalog.events import ImportGoesOn, ProductChanged, ProductPublished, RateChanged
from domain.catalog.importing import actions as importing
from domain.fans import actions as fans
from domain.fans.events import BroadcastDue, BroadcastReached, BroadcastsStopped, FanTagged
from domain.groups import actions as groups, live
from domain.groups.events import (
    Announced,
    AnswersDoubted,
    FoldAsked,
    FoldEnded,
    GuestInvited,
    HearingStopped,
    MembershipLost,
    MessageChanged,
    MessageSent,
    QuestionAnswered,
    QuestionAsked,
    QuestionChanged,
    QuestionOffered,
)
from domain.ledger.events import InvoiceMoved, PayoutDecided, PayoutRequested
from domain.letters.events import LetterSent, LettersRead
from domain.merchants.events import (
    FeeMoved,
    MerchantApplied,
    MerchantDecided,
    PapersDue,
    StaffChanged,
    StaffMoved,
)
from domain.moderation import actions as moderation
from domain.moderation.actions import heat
from domain.moderation.events import CaseDecided, Reported
from domain.moderation.queries import hushed_by_reports
from domain.notices import news
from domain.notices.events import ShopPartlyTold, WatchersPartlyTold
from domain.orders import actions as orders
from domain.orders.actions import case_moves, give_back_coupons, signals
from domain.orders.events import (
    AfterSalesMoved,
    AfterSalesSaid,
    AngelLetIn,
    CouponReturned,
    OrderCompleted,
    OrderEnded,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    OrderShipped,
    ParcelSent,
    PaymentClaimed,
    PaymentDisputed,
    PaymentRefused,
    PaymentReturned,
    RefundDecided,
    RefundFailed,
    RefundSent,
)
from domain.people.events import (
    Blocked,
    Followed,
    FriendAsked,
    FriendRequestEnded,
    FriendshipEnded,
    FriendshipMade,
    ProfileChanged,
    Registered,
    RoleGranted,
    RoleRevoked,
    SignedIn,
    Suspended,
    SuspensionLifted,
    Unblocked,
)
from domain.problems.events import BatchSuspected, ProblemAnswered, ProblemSolved, ProblemTold
from domain.says import actions as says
from domain.says.events import (
    CommentChanged,
    Commented,
    FollowUpDue,
    Liked,
    LikeTakenBack,
    PassedOn,
    PlanFailed,
    PostChanged,
    PostPublished,
    Rated,
    ReminderDue,
)
from domain.search import index as search
from domain.viewers import viewer_of

TOGETHER: dict[type[Event], Sequence[Consequence]] = {
    SignedIn: (
        lambda fact: angels.claim_touches(fact.user_id, fact.visitor_id),
        lambda fact: orders.merge_guest_cart(fact.user_id, fact.visitor_id),
        lambda fact: traces.note_browser(fact.user_id, fact.visitor_id),
    ),
    RoleGranted: (lambda fact: groups.recompute_roles(fact.user_id),),
    RoleRevoked: (lambda fact: groups.recompute_roles(fact.user_id),),
    ProductChanged: (lambda fact: groups.doubt_changed(fact.product_id),),
    StaffChanged: (lambda fact: groups.recompute_staff(fact.merchant_id, fact.user_id),),
    ProductPublished: (
        moderation.refuse_folded_product,
        lambda fact: groups.welcome_staff(fact.product_id, fact.merchant_id),
    ),
    Endorsed: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    EndorsementEnded: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    Reported: (heat.warm_talk,),
    CaseDecided: (heat.cool_talk,),
    Rated: (lambda fact: groups.recompute(fact.user_id, fact.product_id),),
    LettersRead: (news.letters.read,),
    BroadcastsStopped: (news.fans.stopped,),
    HearingStopped: (news.asking.stopped,),
    OrderEnded: (lambda fact: give_back_coupons(fact.order_id),),
    RefundSent: (lambda fact: commissions.hold(fact.order_id, "refund", fact.refund_id),),
    RefundDecided: (
        says.mark_refunded,
        lambda fact: [groups.recompute(fact.buyer_id, product_id) for product_id in fact.product_ids],
        lambda fact: commissions.release("refund", fact.refund_id),
        lambda fact: case_moves.release_case_of(fact.refund_id),
        lambda fact: give_back_coupons(fact.order_id),
    ),
}

# What is reported makes no noise. Reports are kept next door to the notices, so the two meet here.
_heeding = partial(partial, reported=hushed_by_reports)

INDEX = Job("search.index", search.update, batch=True)
# One job for all events of orders, so that they are told in their order.
ORDER_NEWS = Job("notices.order", news.orders.moved)
CASE_NEWS = Job("notices.case", news.cases.moved)

CATALOG_IMPORT = Job("catalog.import", partial(importing.carry_on, viewer_of=viewer_of), batch=True)

AFTERWARDS: dict[type[Event], Sequence[Job]] = {
    Registered: (INDEX,),
    ProfileChanged: (INDEX,),
    PapersDue: (Job("notices.papers_due", news.shops.papers_due),),
    StaffMoved: (Job("notices.staff", news.shops.staff_moved),),
    FeeMoved: (Job("notices.fee", news.invoices.fee_moved),),
    MerchantDecided: (
        INDEX,
        Job("notices.merchant_decided", news.earnings.merchant_decided),
        Job("notices.shop", news.closing.decided),
    ),
    ShopPartlyTold: (Job("notices.more_of_shop", news.closing.decided),),
    ProductPublished: (INDEX,),
    ProductChanged: (INDEX,),
    RateChanged: (Job("notices.rate", news.rates.changed),),
    ImportGoesOn: (CATALOG_IMPORT,),
    PostPublished: (
        INDEX,
        Job("notices.published", _heeding(news.says.published)),
        Job("notices.watchers", _heeding(news.says.tell_watchers)),
    ),
    WatchersPartlyTold: (Job("notices.more_watchers", _heeding(news.says.tell_watchers)),),
    PassedOn: (Job("notices.quoted", _heeding(news.says.quoted)),),
    PostChanged: (INDEX,),
    PlanFailed: (Job("notices.plan_failed", news.says.plan_failed),),
    QuestionAsked: (
        INDEX,
        Job("notices.asked", _heeding(news.groups.asked)),
        Job("groups.offer", groups.offer_question),
    ),
    QuestionOffered: (Job("notices.offered", _heeding(news.asking.offered)),),
    QuestionAnswered: (
        INDEX,
        Job("notices.answered", _heeding(news.groups.answered)),
        Job("notices.offer_answered", news.asking.answered),
    ),
    QuestionChanged: (INDEX,),
    AnswersDoubted: (Job("notices.answers_doubted", news.answers.doubted),),
    MessageSent: (Job("notices.message_sent", _heeding(news.groups.sent)),),
    Announced: (Job("notices.announced", _heeding(news.groups.announced)),),
    GuestInvited: (Job("notices.guest_invited", news.groups.guest_invited),),
    FoldAsked: (Job("notices.fold_asked", news.folds.asked),),
    FoldEnded: (Job("notices.fold_ended", news.folds.ended),),
    LetterSent: (Job("notices.letter", news.letters.sent),),
    FanTagged: (Job("notices.fan_tagged", news.fans.tagged),),
    BroadcastDue: (Job("fans.broadcast", fans.deliver),),
    BroadcastReached: (Job("notices.broadcast", news.fans.reached),),
    MembershipLost: (Job("notices.membership_lost", news.groups.membership_lost),),
    ProblemTold: (Job("notices.problem_told", news.problems.told),),
    ProblemAnswered: (Job("notices.problem_answered", news.problems.answered),),
    BatchSuspected: (Job("notices.batch_suspected", news.problems.batch_suspected),),
    ReminderDue: (Job("notices.reminder_due", news.shelves.reminder_due),),
    FollowUpDue: (Job("notices.follow_up_due", news.shelves.follow_up_due),),
    Commented: (Job("notices.commented", _heeding(news.says.commented)),),
    Liked: (Job("notices.liked", _heeding(news.says.liked)),),
    LikeTakenBack: (Job("notices.like_taken_back", news.says.like_taken_back),),
    FriendAsked: (Job("notices.friend_asked", news.people.friend_asked),),
    FriendRequestEnded: (Job("notices.friend_request_ended", news.people.request_ended),),
    FriendshipMade: (Job("notices.friendship_made", news.people.friendship_made),),
    Followed: (Job("notices.followed", news.people.followed),),
    Blocked: (Job("notices.blocked", news.people.blocked),),
    Suspended: (Job("notices.suspended", news.people.suspended),),
    SuspensionLifted: (Job("notices.suspension_lifted", news.people.suspension_lifted),),
    SaleCredited: (Job("notices.sale_credited", news.earnings.sale_credited),),
    CommissionHeld: (Job("notices.commission_held", news.reviews.held),),
    CommissionReviewed: (Job("notices.commission_reviewed", news.reviews.reviewed),),
    CommissionAppealed: (Job("notices.commission_appealed", news.reviews.appealed),),
    InvoiceMoved: (Job("notices.invoice", news.invoices.moved),),
    PayoutDecided: (Job("notices.payout_decided", news.earnings.payout_decided),),
    OrderPlaced: (ORDER_NEWS,),
    CouponReturned: (Job("notices.coupon", news.coupons.returned),),
    PaymentClaimed: (ORDER_NEWS,),
    OrderPaid: (ORDER_NEWS, Job("angels.signals", signals.look_at)),
    PaymentRefused: (ORDER_NEWS,),
    PaymentReturned: (ORDER_NEWS,),
    ParcelSent: (ORDER_NEWS,),
    OrderShipped: (ORDER_NEWS,),
    OrderReceived: (ORDER_NEWS,),
    OrderEnded: (ORDER_NEWS,),
    AfterSalesMoved: (CASE_NEWS,),
    AfterSalesSaid: (CASE_NEWS,),
    AngelLetIn: (CASE_NEWS,),
    RefundDecided: (ORDER_NEWS,),
    RefundFailed: (ORDER_NEWS,),
    PaymentDisputed: (ORDER_NEWS, Job("angels.dispute", signals.look_at_dispute)),
    CaseDecided: (Job("notices.case_decided", news.moderation.case_decided),),
}

# Told to pages that are open as soon as it is committed; lost where nobody listens.
AT_ONCE = live.TOLD_AT_ONCE

# Facts that nothing has to follow, said so that none is forgotten by accident.
NOTHING_FOLLOWS: tuple[type[Event], ...] = (
    MerchantApplied,
    CommentChanged,
    ProblemSolved,
    MessageChanged,
    OrderCompleted,
    CommissionVested,
    PayoutRequested,
    FriendshipEnded,
    Unblocked,
)
