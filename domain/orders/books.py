"""One entry of the ledger as each of those whom it concerns reads it: the buyer, the angel, the merchant, the operator.

Everybody sees her own lines, with the sign from her side: above zero she has more. An angel never learns who bought nor
the order's number; a merchant not which angel; a buyer only what she paid and got back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, or_, select

from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.angels.models import Commission
from domain.catalog.models import Product
from domain.ledger.models import Account, Entry, EntryLine
from domain.ledger.policy import can_manage
from domain.ledger.sales import CAME_BACK, EXCESS, PAID_AGAIN
from domain.merchants.models import Merchant
from domain.merchants.policy import OWNING
from domain.orders.models import Order
from domain.people.models import User
from domain.people.viewer import Viewer

PAGE = 30
ANGEL_KINDS = ("angel_pending", "angel_available", "angel_held")
MERCHANT_KINDS = ("merchant_payable", "merchant_held")
# What a buyer's own money took part in.
BOUGHT = ("sale", "refund", "chargeback", EXCESS, CAME_BACK, PAID_AGAIN)


@dataclass(frozen=True, slots=True)
class BookLine:
    """`holder`: a name that the reader may see, or empty; `title`: the product that it is about, if one."""

    account: str
    holder: str
    title: str
    cents: int


@dataclass(frozen=True, slots=True)
class Side:
    """An entry from one side: "buyer", "angel", "merchant" or "site"."""

    name: str
    lines: tuple[BookLine, ...]


@dataclass(frozen=True, slots=True)
class BookEntry:
    """`number`: the order's, empty for who may not know it. `direct`: the merchant collected the money himself, so that
    the buyer's payment is not in the site's books."""

    id: int
    kind: str
    at: datetime
    currency: str
    memo: str
    reference: str
    number: str
    direct: bool
    sides: tuple[Side, ...]


def entry_for(viewer: Viewer, entry_id: int) -> BookEntry | None:
    """None for whom it does not concern."""
    entry = session.get(Entry, entry_id)
    if entry is None:
        return None
    order = session.get(Order, entry.order_id) if entry.order_id else None
    rows = session.execute(_lines_of(entry.id)).all()
    sides = tuple(side for side in _sides(viewer, entry, order, rows) if side is not None)
    if not sides:
        return None
    names = {side.name for side in sides}
    knows_order = bool(names & {"buyer", "merchant", "site"})
    return BookEntry(
        entry.id,
        entry.kind,
        entry.posted_at,
        entry.currency,
        entry.memo,
        entry.reference if "site" in names else "",
        order.number if order is not None and knows_order else "",
        order is not None and order.cash_holder == "merchant",
        sides,
    )


def _lines_of(entry_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            EntryLine.amount_cents,
            Account.kind,
            Account.holder_id,
            Product.title,
            User.display_name,
            Merchant.name,
        )
        .join(Account, Account.id == EntryLine.account_id)
        .outerjoin(Commission, Commission.order_line_id == EntryLine.order_line_id)
        .outerjoin(Product, Product.id == Commission.product_id)
        .outerjoin(User, Account.kind.in_(ANGEL_KINDS) & (User.id == Account.holder_id))
        .outerjoin(Merchant, Account.kind.in_(MERCHANT_KINDS) & (Merchant.id == Account.holder_id))
        .where(EntryLine.entry_id == entry_id)
        .order_by(EntryLine.id)
    )


def _sides(viewer: Viewer, entry: Entry, order: Order | None, rows: Sequence[Any]) -> list[Side | None]:
    return [
        _buyers(viewer, entry, order, rows),
        _angels(viewer, rows),
        _merchants(viewer, rows),
        _sites(viewer, rows),
    ]


def _buyers(viewer: Viewer, entry: Entry, order: Order | None, rows: Sequence[Any]) -> Side | None:
    if order is None or order.buyer_id != viewer.id or entry.kind not in BOUGHT:
        return None
    paid = [BookLine("buyer", "", "", row.amount_cents) for row in rows if row.kind == "gateway"]
    return Side("buyer", tuple(paid))


def _angels(viewer: Viewer, rows: Sequence[Any]) -> Side | None:
    own = [row for row in rows if row.kind in ANGEL_KINDS and row.holder_id == viewer.id]
    return Side("angel", tuple(_line(row) for row in own)) if own else None


def _merchants(viewer: Viewer, rows: Sequence[Any]) -> Side | None:
    own = [row for row in rows if row.kind in MERCHANT_KINDS and row.holder_id in viewer.shops_as(OWNING)]
    if not own:
        return None
    others = [row for row in rows if row.kind not in MERCHANT_KINDS]
    return Side("merchant", tuple(_line(row) for row in [*own, *others]))


def _sites(viewer: Viewer, rows: Sequence[Any]) -> Side | None:
    if not viewer.is_operator:
        return None
    return Side("site", tuple(_line(row, row.display_name or row.name or "") for row in rows))


def _line(row: Any, holder: str = "") -> BookLine:
    return BookLine(row.kind, holder, row.title or "", row.amount_cents)


@dataclass(frozen=True, slots=True)
class BookRow:
    """`cents`: what the entry brought or took from the reader's side; `moved_cents`: what went from one of her own
    accounts to another."""

    id: int
    kind: str
    at: datetime
    number: str
    memo: str
    cents: int
    moved_cents: int


def entries_of(
    viewer: Viewer, *, number: str = "", before: int | None = None, size: int = PAGE
) -> Page[BookRow]:
    """What the viewer's own money did, as a buyer and as an angel, the newest first; of one order of hers, by its
    `number`."""
    bought = (
        select(Entry.id, Order.number, Account.kind.label("account"), EntryLine.amount_cents)
        .join(Order, Order.id == Entry.order_id)
        .join(EntryLine, EntryLine.entry_id == Entry.id)
        .join(Account, Account.id == EntryLine.account_id)
        .where(Order.buyer_id == viewer.id, Entry.kind.in_(BOUGHT))
    )
    if number:
        bought = bought.where(Order.number == number)
    mine = bought.where(or_(Account.kind == "gateway", Order.cash_holder == "merchant")).subquery()
    bought_rows = select(
        mine.c.id,
        mine.c.number,
        func.sum(_if(mine.c.account == "gateway", mine.c.amount_cents)).label("cents"),
        literal(0).label("moved"),
    ).group_by(mine.c.id, mine.c.number)
    if number:
        found = bought_rows.subquery()
    else:
        earned_rows = (
            select(
                EntryLine.entry_id.label("id"),
                literal("").label("number"),
                func.sum(EntryLine.amount_cents).label("cents"),
                func.sum(_if(EntryLine.amount_cents > 0, EntryLine.amount_cents)).label("moved"),
            )
            .join(Account, Account.id == EntryLine.account_id)
            .where(Account.kind.in_(ANGEL_KINDS), Account.holder_id == viewer.id)
            .group_by(EntryLine.entry_id)
        )
        found = bought_rows.union_all(earned_rows).subquery()
    statement = (
        select(
            Entry.id, Entry.kind, Entry.posted_at, found.c.number, Entry.memo, found.c.cents, found.c.moved
        )
        .join(found, found.c.id == Entry.id)
        .order_by(Entry.id.desc())
        .limit(size + 1)
    )
    if before:
        statement = statement.where(Entry.id < before)
    rows = [
        BookRow(row[0], row[1], row[2], row[3], row[4], int(row[5]), int(row[6]))
        for row in session.execute(statement)
    ]
    return page_of(rows, size, lambda row: row.id)


def _if(condition: Any, value: Any) -> Any:
    return case((condition, value), else_=0)


def all_entries(
    viewer: Viewer, *, kind: str = "", before: int | None = None, size: int = PAGE
) -> Page[BookRow]:
    """Every entry, for operators; `cents` is what went through it."""
    require(can_manage(viewer))
    ids = select(Entry.id).order_by(Entry.id.desc()).limit(size + 1)
    if kind:
        ids = ids.where(Entry.kind == kind)
    if before:
        ids = ids.where(Entry.id < before)
    rows = session.execute(
        select(
            Entry.id,
            Entry.kind,
            Entry.posted_at,
            func.coalesce(Order.number, ""),
            Entry.memo,
            func.sum(_if(EntryLine.amount_cents > 0, EntryLine.amount_cents)),
        )
        .join(EntryLine, EntryLine.entry_id == Entry.id)
        .outerjoin(Order, Order.id == Entry.order_id)
        .where(Entry.id.in_(ids))
        .group_by(Entry.id, Order.number)
        .order_by(Entry.id.desc())
    )
    return page_of(
        [BookRow(row[0], row[1], row[2], row[3], row[4], int(row[5]), 0) for row in rows],
        size,
        lambda row: row.id,
    )
