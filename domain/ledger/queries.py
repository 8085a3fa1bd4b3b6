"""What may be read of the ledger: one's own purse and withdrawals, a merchant's account, the operators' lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.ledger.models import Account, Entry, EntryLine, MerchantDestination, Payout, PayoutItem
from domain.ledger.models.payouts import OPEN_STATES
from domain.merchants.policy import can_see_books
from domain.people.viewer import Viewer

PAGE = 20
# Entries that change what a sale brings its angel.
TAKEN_BACK = ("refund", "chargeback", "commission_void", "commission_back")


@dataclass(frozen=True, slots=True)
class Purse:
    """What an angel has: waiting, hers, asked for, and paid out so far."""

    pending_cents: int
    available_cents: int
    held_cents: int
    paid_cents: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """What an entry of this kind took back from the viewer; `cents` is below zero when an appeal brought it again."""

    entry_id: int
    kind: str
    at: datetime
    cents: int


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """`arriving_cents`: what reaches the bank of `amount_cents`, after fee and withheld tax."""

    id: int
    amount_cents: int
    fee_cents: int
    withheld_cents: int
    currency: str
    destination: str
    state: str
    requested_at: datetime
    decided_at: datetime | None
    reason: str
    external_reference: str | None

    @property
    def arriving_cents(self) -> int:
        return self.amount_cents - self.fee_cents - self.withheld_cents


def purse(viewer: Viewer, currency: str) -> Purse:
    rows = session.execute(
        select(Account.kind, Account.balance_cents).where(
            Account.kind.in_(("angel_pending", "angel_available", "angel_held")),
            Account.holder_id == viewer.id,
            Account.currency == currency,
        )
    )
    balances = {row.kind: row.balance_cents for row in rows}
    paid = session.scalar(
        select(func.coalesce(func.sum(Payout.amount_cents), 0)).where(
            Payout.user_id == viewer.id, Payout.currency == currency, Payout.state == "succeeded"
        )
    )
    return Purse(
        balances.get("angel_pending", 0),
        balances.get("angel_available", 0),
        balances.get("angel_held", 0),
        int(paid or 0),
    )


def reversals(viewer: Viewer, order_line_ids: Sequence[int]) -> dict[int, tuple[Reversal, ...]]:
    """What refunds of these order lines and decisions about them took back from the viewer, the oldest first."""
    if not order_line_ids:
        return {}
    rows = session.execute(
        select(EntryLine.order_line_id, EntryLine.amount_cents, Entry.id, Entry.kind, Entry.posted_at)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .join(Account, Account.id == EntryLine.account_id)
        .where(
            EntryLine.order_line_id.in_(order_line_ids),
            Entry.kind.in_(TAKEN_BACK),
            Account.kind.in_(("angel_pending", "angel_available")),
            Account.holder_id == viewer.id,
        )
        .order_by(EntryLine.id)
    )
    found: dict[int, tuple[Reversal, ...]] = {}
    for row in rows:
        one = Reversal(row.id, row.kind, row.posted_at, -row.amount_cents)
        found[row.order_line_id] = (*found.get(row.order_line_id, ()), one)
    return found


def payouts(viewer: Viewer, *, before: int | None = None, size: int = PAGE) -> Page[PayoutRow]:
    """The viewer's own withdrawals, newest first."""
    statement = select(Payout).where(Payout.user_id == viewer.id).order_by(Payout.id.desc()).limit(size + 1)
    if before:
        statement = statement.where(Payout.id < before)
    return page_of([payout_row(payout) for payout in session.scalars(statement)], size, lambda row: row.id)


def payout_row(payout: Payout) -> PayoutRow:
    return PayoutRow(
        payout.id,
        payout.amount_cents,
        payout.fee_cents,
        payout.withheld_cents,
        payout.currency,
        payout.destination,
        payout.state,
        payout.requested_at,
        payout.decided_at,
        payout.reason,
        payout.external_reference,
    )


def open_payout(viewer: Viewer, currency: str) -> PayoutRow | None:
    payout = session.scalar(
        select(Payout).where(
            Payout.user_id == viewer.id, Payout.currency == currency, Payout.state.in_(OPEN_STATES)
        )
    )
    return payout_row(payout) if payout else None


def last_destination(viewer: Viewer) -> str:
    """Where the viewer's last withdrawal was to go; empty before the first."""
    statement = (
        select(Payout.destination).where(Payout.user_id == viewer.id).order_by(Payout.id.desc()).limit(1)
    )
    return session.scalar(statement) or ""


def balances_of(kind: str, holder_ids: Sequence[int], currency: str) -> dict[int, int]:
    """The balances of several holders' accounts of one kind; who has no account is left out."""
    rows = session.execute(
        select(Account.holder_id, Account.balance_cents).where(
            Account.kind == kind, Account.holder_id.in_(holder_ids), Account.currency == currency
        )
    )
    return {row.holder_id: row.balance_cents for row in rows}


def merchant_dues(order_line_ids: Sequence[int] | Select[int]) -> dict[int, int]:
    """What the merchant owes the site for each line whose money he collected himself: fee and commission. Lines
    whose money the platform has are left out."""
    owed = -func.sum(EntryLine.amount_cents)
    rows = session.execute(
        select(EntryLine.order_line_id, owed.label("owed"))
        .join(Account, Account.id == EntryLine.account_id)
        .where(Account.kind == "merchant_payable", EntryLine.order_line_id.in_(order_line_ids))
        .group_by(EntryLine.order_line_id)
        .having(owed > 0)
    )
    return {row.order_line_id: int(row.owed) for row in rows}


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What one entry did to a merchant's account, and why: `cents` = what the site collected - fee - commission
    + what it pays for its coupons.
    `number` is the order's, empty for a transfer. `payout_id`: the payout that it went out with, the last one if its
    lines went with several; `paid_cents`: what of it went out; `is_own`: it is a payout's own entry."""

    entry_id: int
    kind: str
    at: datetime
    number: str
    memo: str
    collected_cents: int
    fee_cents: int
    commission_cents: int
    coupon_cents: int
    cents: int
    payout_id: int | None
    payout_state: str
    paid_cents: int
    is_own: bool


def entries_for_merchant(
    viewer: Viewer, merchant_id: int, currency: str, *, before: int | None = None, size: int = PAGE
) -> Page[StatementRow]:
    """The entries of a merchant's account, newest first, for its owners and for operators."""
    require(can_see_books(viewer, merchant_id))
    account = select(Account.id).where(
        Account.kind == "merchant_payable", Account.holder_id == merchant_id, Account.currency == currency
    )
    # Read along the index of the account's lines, so that a page costs a page however old the account is.
    ids = (
        select(EntryLine.entry_id)
        .where(EntryLine.account_id == account.scalar_subquery())
        .group_by(EntryLine.entry_id)
        .order_by(EntryLine.entry_id.desc())
        .limit(size + 1)
    )
    if before:
        ids = ids.where(EntryLine.entry_id < before)
    sale = aliased(Entry)
    rows = session.execute(
        select(
            Entry.id,
            Entry.kind,
            Entry.posted_at,
            sale.reference.label("number"),
            Entry.memo,
            -_sum_of("gateway"),
            _sum_of("platform_fee"),
            _sum_of("angel_pending", "angel_available"),
            -_sum_of("coupon_expense"),
            _sum_of("merchant_payable"),
            func.max(Payout.id),
            func.max(Payout.state),
            func.coalesce(func.sum(PayoutItem.amount_cents), 0),
        )
        .join(EntryLine, EntryLine.entry_id == Entry.id)
        .join(Account, Account.id == EntryLine.account_id)
        .outerjoin(
            PayoutItem,
            (PayoutItem.entry_line_id == EntryLine.id)
            & PayoutItem.released_at.is_(None)
            & (Account.kind == "merchant_payable"),
        )
        .outerjoin(Payout, Payout.id == PayoutItem.payout_id)
        .outerjoin(sale, (sale.order_id == Entry.order_id) & (sale.kind == "sale"))
        .where(Entry.id.in_(ids))
        .group_by(Entry.id, sale.reference)
        .order_by(Entry.id.desc())
    )
    found = [
        StatementRow(
            row[0],
            row[1],
            row[2],
            row[3] or "",
            row[4],
            int(row[5]),
            int(row[6]),
            int(row[7]),
            int(row[8]),
            int(row[9]),
            row[10],
            row[11] or "",
            int(row[12]),
            row[1].startswith("payout_"),
        )
        for row in rows
    ]
    return page_of(found, size, lambda row: row.entry_id)


def _sum_of(*kinds: str) -> ColumnElement[int]:
    return func.sum(case((Account.kind.in_(kinds), EntryLine.amount_cents), else_=0))


@dataclass(frozen=True, slots=True)
class MerchantMoney:
    """`balance_cents` above zero: what the site owes the merchant; below: what he owes the site. `held_cents`: on its way
    to him."""

    balance_cents: int
    held_cents: int
    destination: str


def merchant_money(viewer: Viewer, merchant_id: int, currency: str) -> MerchantMoney:
    require(can_see_books(viewer, merchant_id))
    rows = session.execute(
        select(Account.kind, Account.balance_cents).where(
            Account.kind.in_(("merchant_payable", "merchant_held")),
            Account.holder_id == merchant_id,
            Account.currency == currency,
        )
    )
    balances = {row.kind: row.balance_cents for row in rows}
    destination = session.get(MerchantDestination, merchant_id)
    return MerchantMoney(
        balances.get("merchant_payable", 0),
        balances.get("merchant_held", 0),
        destination.destination if destination else "",
    )


def merchant_payouts(
    viewer: Viewer, merchant_id: int, *, before: int | None = None, size: int = PAGE
) -> Page[PayoutRow]:
    """What was sent to a merchant, or is on its way, the newest first."""
    require(can_see_books(viewer, merchant_id))
    statement = (
        select(Payout).where(Payout.merchant_id == merchant_id).order_by(Payout.id.desc()).limit(size + 1)
    )
    if before:
        statement = statement.where(Payout.id < before)
    return page_of([payout_row(payout) for payout in session.scalars(statement)], size, lambda row: row.id)


def merchant_balance(viewer: Viewer, merchant_id: int, currency: str) -> int:
    """Above zero: what the site owes the merchant; below: what he owes the site."""
    require(can_see_books(viewer, merchant_id))
    return balances_of("merchant_payable", [merchant_id], currency).get(merchant_id, 0)
