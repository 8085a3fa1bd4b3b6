"""The commission of an order line, from payment to vesting. One line, one angel, one level.

pending (paid) -> earned (received) -> vested (seven days later, no case open, nothing to look at, covered); void once
all is refunded or a review has taken it back.
The ledger is moved by `ledger.sales` at payment and refund, and here at vesting.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, exists, select, update

from core import clock
from core.db import lock, session
from core.unit import action, record
from domain.angels import reviews
from domain.angels.events import CommissionVested, SaleCredited
from domain.angels.models import Commission, CommissionHold, CommissionReview
from domain.angels.rules import earned
from domain.ledger.actions import Line, Posting, post_all
from domain.ledger.queries import balances_of, merchant_dues

VESTS_AFTER = timedelta(days=7)
# How many commissions of one merchant vest in one transaction.
BATCH = 200

_ANY = select(Commission.id).where(Commission.order_id == bindparam("order")).limit(1)


@action
def open_for_line(
    *,
    order_id: int,
    order_line_id: int,
    angel_id: int,
    product_id: int,
    merchant_id: int,
    base_cents: int,
    rate_bps: int,
    currency: str,
    cap_cents: int | None = None,
) -> Commission:
    """At payment, before `ledger.sales.post_sale`, which posts its `amount_cents` for this line and angel. A second
    call for the same line returns the commission that is there."""
    there = session.scalar(lock(select(Commission).where(Commission.order_line_id == order_line_id)))
    if there is not None:
        return there
    amount = earned(base_cents, rate_bps, cap_cents)
    opened = Commission(
        order_line_id=order_line_id,
        order_id=order_id,
        angel_id=angel_id,
        product_id=product_id,
        merchant_id=merchant_id,
        currency=currency,
        rate_bps=rate_bps,
        cap_cents=cap_cents,
        base_cents=base_cents,
        amount_cents=amount,
        original_cents=amount,
        state="pending",
        created_at=clock.now(),
    )
    session.add(opened)
    session.flush()
    record(SaleCredited(opened.id, angel_id, product_id, amount))
    return opened


@action
def mark_earned(
    order_id: int, *, received_at: datetime, order_line_ids: Collection[int] | None = None
) -> None:
    """The order was received, or these lines of it: their commissions vest seven days after."""
    if session.scalar(_ANY, {"order": order_id}) is None:
        return
    statement = update(Commission).where(Commission.order_id == order_id, Commission.state == "pending")
    if order_line_ids is not None:
        statement = statement.where(Commission.order_line_id.in_(order_line_ids))
    session.execute(statement.values(state="earned", vests_at=received_at + VESTS_AFTER))
    # An appeal may bring it back, and then it goes on from here.
    taken_back = update(Commission).where(
        Commission.order_id == order_id,
        Commission.state == "void",
        Commission.vests_at.is_(None),
        Commission.id.in_(reviews.voided_ids()),
    )
    if order_line_ids is not None:
        taken_back = taken_back.where(Commission.order_line_id.in_(order_line_ids))
    session.execute(
        taken_back.values(vests_at=received_at + VESTS_AFTER).execution_options(synchronize_session=False)
    )


@action
def reduce(order_line_id: int, *, remaining_base_cents: int) -> int:
    """A refund leaves `remaining_base_cents` of the line's net amount. Returns how many cents the angel loses by
    it (0 or more; 0 for a line without a commission), for the refund's entry: `ledger.sales.post_refund` posts
    them. What stays is always the rate of what remains, rounded down, or the frozen limit where that is less, so that
    no sequence of partial refunds drifts by a cent."""
    commission = session.scalar(lock(select(Commission).where(Commission.order_line_id == order_line_id)))
    if commission is None:
        return 0
    if commission.state == "void" and commission.base_cents == 0:
        reviews.lessen(commission, remaining_base_cents)
        return 0
    if not 0 <= remaining_base_cents <= commission.base_cents:
        raise ValueError(f"order line {order_line_id}: a refund does not leave {remaining_base_cents}")
    stays = earned(remaining_base_cents, commission.rate_bps, commission.cap_cents)
    lost = commission.amount_cents - stays
    reviews.lessen(commission, remaining_base_cents)
    commission.base_cents = remaining_base_cents
    commission.amount_cents = stays
    if remaining_base_cents == 0:
        commission.state = "void"
    session.flush()
    return lost


@action
def hold(order_id: int, cause: str, cause_id: int) -> None:
    """Something about the order is undecided: nothing of it vests until it is."""
    there = session.get(CommissionHold, (cause, cause_id))
    if there is None:
        session.add(CommissionHold(cause=cause, cause_id=cause_id, order_id=order_id, since_at=clock.now()))
    else:
        there.ended_at = None
    session.flush()


@action
def release(cause: str, cause_id: int) -> None:
    """It is decided, either way."""
    session.execute(
        update(CommissionHold)
        .where(
            CommissionHold.cause == cause,
            CommissionHold.cause_id == cause_id,
            CommissionHold.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
    )


def vest_due() -> int:
    """Makes available what is due, one merchant after the other. Returns how many commissions that were."""
    purses = session.execute(
        select(Commission.merchant_id, Commission.currency)
        .where(*_is_due(clock.now()))
        .distinct()
        .order_by(Commission.merchant_id, Commission.currency)
    ).all()
    return sum(_vest_all_of(purse.merchant_id, purse.currency) for purse in purses)


def _vest_all_of(merchant_id: int, currency: str) -> int:
    vested = 0
    # Looked at first without writing: a commission that waits for its merchant's money waits for weeks.
    while _ready(merchant_id, currency):
        vested += _vest_some(merchant_id, currency)
    return vested


@action(quiet=True)
def _vest_some(merchant_id: int, currency: str) -> int:
    # Asked after the locks: whoever holds a commission holds its row while she does.
    ready = reviews.not_held(_ready(merchant_id, currency, locking=True))
    post_all([_vesting(commission) for commission in ready if commission.amount_cents])
    for commission in ready:
        commission.state = "vested"
        record(CommissionVested(commission.id, commission.angel_id, commission.amount_cents))
    session.flush()
    return len(ready)


def _vesting(commission: Commission) -> Posting:
    line, cents = commission.order_line_id, commission.amount_cents
    return Posting(
        "vest",
        str(line),
        commission.currency,
        (
            Line(("angel_pending", commission.angel_id), -cents, line),
            Line(("angel_available", commission.angel_id), cents, line),
        ),
        commission.order_id,
    )


def _is_due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    is_held = exists().where(
        CommissionHold.order_id == Commission.order_id, CommissionHold.ended_at.is_(None)
    )
    is_looked_at = exists().where(
        CommissionReview.commission_id == Commission.id, CommissionReview.state == "held"
    )
    return Commission.state == "earned", Commission.vests_at <= at, ~is_held, ~is_looked_at


def _ready(merchant_id: int, currency: str, *, locking: bool = False) -> list[Commission]:
    """What is due and whose money is there, up to a batch. What the platform collected is there. What the merchant
    collected is there as far as his account covers it, the oldest sale first: what he owes for sales that vest
    later does not count."""
    is_wanted = (
        Commission.merchant_id == merchant_id,
        Commission.currency == currency,
        *_is_due(clock.now()),
    )
    statement = select(Commission).where(*is_wanted).order_by(Commission.vests_at, Commission.id)
    due = session.scalars(lock(statement) if locking else statement).all()
    owed = merchant_dues(select(Commission.order_line_id).where(*is_wanted))
    spare = _spare(merchant_id, currency) if owed else 0
    ready = []
    for commission in due:
        spare -= owed.get(commission.order_line_id, 0)
        if commission.order_line_id not in owed or spare >= 0:
            ready.append(commission)
    return ready[:BATCH]


def _spare(merchant_id: int, currency: str) -> int:
    """The merchant's balance as if he owed nothing yet for sales whose commission has not vested."""
    unvested = select(Commission.order_line_id).where(
        Commission.merchant_id == merchant_id,
        Commission.currency == currency,
        Commission.state.in_(("pending", "earned")),
    )
    balance = balances_of("merchant_payable", [merchant_id], currency).get(merchant_id, 0)
    return balance + sum(merchant_dues(unvested).values())
