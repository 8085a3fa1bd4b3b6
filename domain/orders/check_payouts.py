"""What must hold of payouts to merchants: each is of lines that are there."""

from sqlalchemy import exists, func, select

from core.invariants import found, register
from domain.ledger.models import Entry, EntryLine, Payout, PayoutItem
from domain.orders.models import Order, OrderLine
from domain.orders.rules import FINAL


def only_what_is_there_is_paid_out() -> list[str]:
    """A line's money goes out after it arrived, and an order's shipping after one of its lines did, or when the order
    is over.."""
    out = func.sum(PayoutItem.amount_cents)
    paid = (
        select(Entry.order_id, EntryLine.order_line_id, out.label("cents"))
        .join(EntryLine, EntryLine.id == PayoutItem.entry_line_id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .join(Payout, Payout.id == PayoutItem.payout_id)
        .where(PayoutItem.released_at.is_(None), Payout.merchant_id.is_not(None), Entry.order_id.is_not(None))
        .group_by(Entry.order_id, EntryLine.order_line_id)
        .having(out > 0)
        .subquery()
    )
    any_is_there = exists().where(OrderLine.order_id == paid.c.order_id, OrderLine.received_at.is_not(None))
    this_is_there = exists().where(OrderLine.id == paid.c.order_line_id, OrderLine.received_at.is_not(None))
    early = (
        select(Order.number.label("number"), paid.c.cents, paid.c.order_line_id.label("line"))
        .join(Order, Order.id == paid.c.order_id)
        .where(Order.state.not_in(FINAL), Order.completed_at.is_(None))
    )
    return found(
        early.where(paid.c.order_line_id.is_not(None), ~this_is_there),
        "order %(number)s: %(cents)s of line %(line)s are paid out, and it has not arrived",
    ) + found(
        early.where(paid.c.order_line_id.is_(None), ~any_is_there),
        "order %(number)s: %(cents)s of its shipping are paid out, and nothing has arrived",
    )


register("orders: merchants are paid for what has arrived", only_what_is_there_is_paid_out)
