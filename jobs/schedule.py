"""The schedule: what happens by the clock. Each job is thin and calls one action that is safe to run again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from core.db import session
from domain.angels import commissions, reviews, traces
from domain.groups import actions as groups
from domain.ledger import actions as ledger
from domain.merchants.fees import apply_due_fees
from domain.merchants.papers import remind_and_lapse
from domain.notices import actions as notices
from domain.orders import actions as orders
from domain.people import actions as people
from domain.problems import actions as problems
from domain.says import actions as says
from domain.says.actions import bookmarks
from jobs import gateways, measuring, merchant_payouts, notice_mail, notice_push, papers, photos, plans

log = logging.getLogger("angelsays.schedule")


@dataclass(frozen=True, slots=True)
class Due:
    """`run` does what is due now and returns how much that was. It is called every minute."""

    name: str
    run: Callable[[], int]


EVERY_MINUTE: list[Due] = [
    Due("commissions: released, since nobody decided", reviews.release_due),
    Due("commissions: vested", commissions.vest_due),
    Due("groups: guests whose time is over", groups.end_guests_due),
    Due("angels: old traces forgotten", traces.forget_old),
    Due("angels: browsers of old visits forgotten", traces.forget_browsers),
    Due("ledger: statements of the month", ledger.make_statements),
    Due("ledger: invoices paid out of sales", ledger.settle_invoices_from_sales),
    Due("ledger: payouts to merchants", merchant_payouts.draw_up),
    Due("orders: unpaid ones expired", orders.expire_due),
    Due("orders: parcels counted as received", orders.receive_due),
    Due("orders: cases whose time is over", orders.lapse_due),
    Due("orders: completed", orders.complete_due),
    Due("orders: carts of strangers forgotten", orders.forget_guest_carts),
    Due("groups: answers that have grown old", groups.doubt_old),
    Due("problems: solved by their time", problems.solve_due),
    Due("groups: what merchants asked to fold opened", groups.lapse_fold_requests),
    Due("merchants: higher fees begun", apply_due_fees),
    Due("merchants: papers to be looked at again", remind_and_lapse),
    Due("merchants: papers that are needed no more", papers.forget),
    Due("people: ended sessions, links and tries cleared away", people.forget_what_is_over),
    Due("notices: old ones forgotten", notices.forget_old),
    Due("says: planned posts published", plans.publish_due),
    Due("says: old drafts forgotten", says.forget_old_drafts),
    Due("says: reminded of what was saved", bookmarks.remind_due),
    Due("says: asked how it is now", says.ask_for_follow_ups),
    Due("gateways: refunds and payments asked about", gateways.asking.begin),
    Due("notices: mailed", notice_mail.mailing.begin),
    Due("notices: weekly mails", notice_mail.digesting.begin),
    Due("notices: pushed", notice_push.pushing.begin),
    Due("tables measured", measuring.measure_due),
    Due("says: pictures without a post swept up", photos.sweep),
]


def run_due() -> None:
    for due in EVERY_MINUTE:
        try:
            done = due.run()
            if done:
                log.info("%s: %d", due.name, done)
        except Exception:
            # One job's failure must not keep the others from their minute.
            log.exception("%s failed", due.name)
            session.rollback()
