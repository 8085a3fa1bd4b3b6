"""What a payout consists of, for its payee and for operators. Lies above the ledger, to name the line of a sale."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import session
from core.paging import Page, page_of
from domain.ledger import queries
from domain.ledger.models import Entry, EntryLine, Payout, PayoutItem, PayoutStep
from domain.ledger.queries import PayoutRow
from domain.merchants.policy import OWNING
from domain.orders.models import OrderLine
from domain.people.viewer import Viewer

PAGE = 50
# The kinds of entries that have a part for each line and one for shipping.
WITH_SHIPPING = ("sale", "refund", "chargeback")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the account, or a part of it: `of_cents` is the whole. `title` is that of the order line, `variant`
    and `quantity` are for a shop; `number` is the order's, empty for an angel, who never learns it. What belongs to an
    order and to none of its lines is its shipping (`is_shipping`)."""

    line_id: int
    entry_id: int
    kind: str
    at: datetime
    title: str
    variant: str
    quantity: int
    is_shipping: bool
    number: str
    memo: str
    cents: int
    of_cents: int


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class PayoutView:
    payout: PayoutRow
    merchant_id: int | None
    steps: tuple[Step, ...]
    items: Page[Item]


def payout_view(viewer: Viewer, payout_id: int, *, after: int | None = None) -> PayoutView | None:
    """A payout with what it consists of; None for all but its payee and operators."""
    payout = session.get(Payout, payout_id)
    if payout is None or not _may_see(viewer, payout):
        return None
    steps = session.scalars(
        select(PayoutStep).where(PayoutStep.payout_id == payout.id).order_by(PayoutStep.id)
    )
    names_orders = payout.merchant_id is not None or viewer.is_operator
    return PayoutView(
        queries.payout_row(payout),
        payout.merchant_id,
        tuple(Step(step.state, step.at, step.note) for step in steps),
        _items(payout.id, after, names_orders),
    )


def _may_see(viewer: Viewer, payout: Payout) -> bool:
    is_owner = payout.merchant_id in viewer.shops_as(OWNING)
    return viewer.is_operator or payout.user_id == viewer.id or is_owner


def _items(payout_id: int, after: int | None, names_orders: bool) -> Page[Item]:
    sale = aliased(Entry)
    statement = (
        select(
            PayoutItem,
            EntryLine,
            Entry,
            OrderLine.title,
            OrderLine.variant_name,
            OrderLine.quantity,
            sale.reference,
        )
        .join(EntryLine, EntryLine.id == PayoutItem.entry_line_id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .outerjoin(OrderLine, OrderLine.id == EntryLine.order_line_id)
        .outerjoin(sale, (sale.order_id == Entry.order_id) & (sale.kind == "sale"))
        .where(PayoutItem.payout_id == payout_id)
        .order_by(PayoutItem.entry_line_id)
        .limit(PAGE + 1)
    )
    if after:
        statement = statement.where(PayoutItem.entry_line_id > after)
    found = [
        Item(
            row.PayoutItem.entry_line_id,
            row.Entry.id,
            row.Entry.kind,
            row.Entry.posted_at,
            row.title or "",
            (row.variant_name or "") if names_orders else "",
            (row.quantity or 0) if names_orders else 0,
            row.Entry.order_id is not None
            and row.EntryLine.order_line_id is None
            and row.Entry.kind in WITH_SHIPPING,
            (row.reference or "") if names_orders else "",
            row.Entry.memo,
            row.PayoutItem.amount_cents,
            row.EntryLine.amount_cents,
        )
        for row in session.execute(statement)
    ]
    return page_of(found, PAGE, lambda item: item.line_id)
