"""What is due to merchants, drawn up once in a week or month: the orders that are over, past every return."""

from datetime import datetime, timedelta

from sqlalchemy import Select, exists, or_, select

from core import clock
from core.db import session
from domain.ledger import actions as ledger
from domain.ledger.models import Account, Payout
from domain.ledger.rules import PayoutTerms
from domain.orders.models import Order

# UTC, hour and minute: once a day, on the first days of a period too when it was missed.
DAILY_AT = (2, 20)
OVER = ("cancelled", "expired", "refunded")


def draw_up_due(every: str, least_cents: int, terms: PayoutTerms) -> int:
    """For every merchant who has had none since the week or month (`every`) began. Returns how many were drawn up."""
    begun = _begin_of(every, clock.now())
    had_one = exists().where(
        Payout.merchant_id == Account.holder_id,
        Payout.currency == Account.currency,
        Payout.requested_at >= begun,
        Payout.state.not_in(("failed", "rejected")),
    )
    purses = session.execute(
        select(Account.holder_id, Account.currency)
        .where(Account.kind == "merchant_payable", Account.balance_cents >= max(1, least_cents), ~had_one)
        .order_by(Account.holder_id)
    ).all()
    made = [
        ledger.draw_up_for_merchant(
            purse.holder_id,
            purse.currency,
            settled_orders=settled_orders(purse.holder_id),
            least_cents=least_cents,
            terms=terms,
        )
        for purse in purses
    ]
    return sum(payout_id is not None for payout_id in made)


def settled_orders(merchant_id: int) -> Select[int]:
    """The orders of a merchant of which nothing can come back by the site's own rules: completed, which is seven days
    after receipt with no case open, or ended."""
    return select(Order.id).where(
        Order.merchant_id == merchant_id, or_(Order.completed_at.is_not(None), Order.state.in_(OVER))
    )


def _begin_of(every: str, now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.replace(day=1) if every == "month" else midnight - timedelta(days=now.weekday())
