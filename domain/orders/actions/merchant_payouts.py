"""What is due to merchants, drawn up once in a week or month: the order lines that are there, past every return."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from core import clock
from core.db import session
from domain.angels.commissions import VESTS_AFTER
from domain.ledger import actions as ledger
from domain.ledger.actions import Settled
from domain.ledger.models import Account, Payout
from domain.ledger.rules import PayoutTerms
from domain.orders.actions.expiry import has_open_case
from domain.orders.models import (
    Dispute,
    GatewayPart,
    Order,
    OrderCase,
    OrderCaseLine,
    OrderLine,
    Refund,
    RefundLine,
)
from domain.orders.rules import OPEN_REFUND

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
            settled=settled(purse.holder_id),
            least_cents=least_cents,
            terms=terms,
        )
        for purse in purses
    ]
    return sum(payout_id is not None for payout_id in made)


def settled(merchant_id: int) -> Settled:
    """What of a merchant's orders can no longer come back by the site's own rules. A line: its last piece arrived as
    long ago as a commission takes to vest, or its order is over, and no case, refund or dispute about it is open. The
    shipping: with the first line of the order, once nothing at all about the order is open. It asks for lines and not
    for payouts, so that what was once paid out by whole orders is simply gone already."""
    ripe = (
        select(OrderLine.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.merchant_id == merchant_id,
            or_(
                OrderLine.received_at <= clock.now() - VESTS_AFTER,
                Order.completed_at.is_not(None),
                Order.state.in_(OVER),
            ),
            ~_is_disputed(),
        )
    )
    return Settled(
        lines=ripe.where(~_is_in_a_case(), ~_is_asked_back()),
        orders=ripe.with_only_columns(OrderLine.order_id).where(~has_open_case()),
    )


def _is_in_a_case() -> ColumnElement[bool]:
    """A case without lines is about all of them."""
    about = (
        select(OrderCaseLine.order_line_id)
        .where(OrderCaseLine.case_id == OrderCase.id)
        .correlate(OrderCase, OrderLine)
    )
    return exists().where(
        OrderCase.order_id == OrderLine.order_id,
        OrderCase.closed_at.is_(None),
        or_(about.where(OrderCaseLine.order_line_id == OrderLine.id).exists(), ~about.exists()),
    )


def _is_asked_back() -> ColumnElement[bool]:
    return exists().where(
        RefundLine.order_line_id == OrderLine.id,
        Refund.id == RefundLine.refund_id,
        Refund.state.in_(OPEN_REFUND),
    )


def _is_disputed() -> ColumnElement[bool]:
    return exists().where(
        GatewayPart.order_id == OrderLine.order_id,
        Dispute.payment_id == GatewayPart.payment_id,
        Dispute.state == "open",
    )


def _begin_of(every: str, now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.replace(day=1) if every == "month" else midnight - timedelta(days=now.weekday())
