"""Monthly statements: what a month did to the accounts of one holder, as a CSV file whose SHA-256 is kept and named by
the next one. Anybody who has the files can check the chain with `sha256sum`; see docs/statements.md.

The file is worked out of the ledger, which nobody can change, whenever it is asked for; the hash that is kept says that
it is still the same.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, select

from core.db import session
from core.paging import Page, page_of
from domain.ledger.models import Account, Entry, EntryLine, Statement
from domain.ledger.rules import exact_amount, plain_cell
from domain.merchants.policy import OWNING
from domain.people.viewer import Viewer

PAGE = 24
LINES = 100
HEAD = ("row", "at", "entry", "kind", "account", "amount", "currency", "note")

# Whose -> the kinds of her accounts. The site has all that belong to nobody else.
ACCOUNTS_OF = {
    "angel": ("angel_pending", "angel_available", "angel_held"),
    "merchant": ("merchant_payable", "merchant_held"),
}
_OTHERS = tuple(kind for kinds in ACCOUNTS_OF.values() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Holder:
    """`kind`: angel, merchant, site (whose id is 0)."""

    kind: str
    id: int
    currency: str

    def accounts(self) -> tuple[ColumnElement[bool], ...]:
        kinds = ACCOUNTS_OF.get(self.kind)
        is_kind = Account.kind.in_(kinds) if kinds else Account.kind.not_in(_OTHERS)
        return is_kind, Account.holder_id == self.id, Account.currency == self.currency


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a statement goes: what was posted before `until_at`, up to a line."""

    until_at: datetime
    last_line_id: int

    def covers(self) -> ColumnElement[bool]:
        return and_(Entry.posted_at < self.until_at, EntryLine.id <= self.last_line_id)


NOTHING = Reach(datetime(1970, 1, 1, tzinfo=UTC), 0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement as it is worked out of the ledger."""

    text: str
    line_count: int
    opening_cents: int
    closing_cents: int
    # By kind of account, at the end.
    balances: Mapping[str, int]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def draw(
    holder: Holder,
    month: str,
    reach: Reach,
    before: Reach,
    previous_sha256: str,
    opening_balances: Mapping[str, int] | None = None,
) -> Drawn:
    """`before` and `previous_sha256` are those of the holder's statement before; NOTHING and "" for the first.
    `opening_balances`: what it ended with, if that is known already."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerow(["statement", month, "", holder.kind, holder.id, "", holder.currency, ""])
    writer.writerow(["previous", "", "", "sha256", "", "", "", previous_sha256])
    balances = dict(_balances(holder, before) if opening_balances is None else opening_balances)
    opening = sum(balances.values())
    for kind, cents in sorted(balances.items()):
        writer.writerow(_balance_row("opening", kind, cents, holder))
    count = 0
    for line in session.execute(_lines(holder, reach, before)):
        count += 1
        balances[line.account] = balances.get(line.account, 0) + line.amount_cents
        writer.writerow(
            [
                "line",
                line.posted_at.strftime("%Y-%m-%d %H:%M:%S"),
                line.entry_id,
                line.kind,
                line.account,
                exact_amount(line.amount_cents, holder.currency),
                holder.currency,
                plain_cell(_note(holder, line)),
            ]
        )
    for kind, cents in sorted(balances.items()):
        writer.writerow(_balance_row("closing", kind, cents, holder))
    return Drawn(out.getvalue(), count, opening, sum(balances.values()), balances)


def _balance_row(row: str, account: str, cents: int, holder: Holder) -> list[Any]:
    return [row, "", "", "", account, exact_amount(cents, holder.currency), holder.currency, ""]


def _note(holder: Holder, line: Any) -> str:
    """An angel never learns the number of an order."""
    if holder.kind == "angel":
        return str(line.memo)
    return " ".join(part for part in (line.reference, line.memo) if part)


def _balances(holder: Holder, reach: Reach) -> dict[str, int]:
    if reach == NOTHING:
        return {}
    rows = session.execute(
        select(Account.kind, func.sum(EntryLine.amount_cents).label("cents"))
        .join(EntryLine, EntryLine.account_id == Account.id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(*holder.accounts(), reach.covers())
        .group_by(Account.kind)
    )
    return {row.kind: int(row.cents) for row in rows}


def _lines(holder: Holder, reach: Reach, before: Reach) -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            EntryLine.id,
            EntryLine.entry_id,
            EntryLine.amount_cents,
            Account.kind.label("account"),
            Entry.posted_at,
            Entry.kind,
            Entry.reference,
            Entry.memo,
        )
        .join(Account, Account.id == EntryLine.account_id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(*holder.accounts(), reach.covers())
        .order_by(EntryLine.id)
    )
    return statement if before == NOTHING else statement.where(not_(before.covers()))


def drawn_again(statement: Statement) -> Drawn:
    """What the ledger gives for a statement today."""
    before = previous_of(statement)
    return draw(
        holder_of(statement),
        statement.month,
        reach_of(statement),
        reach_of(before) if before else NOTHING,
        before.sha256 if before else "",
    )


def previous_of(statement: Statement) -> Statement | None:
    return session.scalar(
        _of_holder(holder_of(statement))
        .where(Statement.id < statement.id)
        .order_by(Statement.id.desc())
        .limit(1)
    )


def newest_of(holder: Holder) -> Statement | None:
    return session.scalar(_of_holder(holder).order_by(Statement.id.desc()).limit(1))


def _of_holder(holder: Holder) -> Select[Statement]:
    return select(Statement).where(
        Statement.holder_kind == holder.kind,
        Statement.holder_id == holder.id,
        Statement.currency == holder.currency,
    )


def holder_of(statement: Statement) -> Holder:
    return Holder(statement.holder_kind, statement.holder_id, statement.currency)


def reach_of(statement: Statement) -> Reach:
    return Reach(statement.until_at, statement.last_line_id)


@dataclass(frozen=True, slots=True)
class StatementCard:
    id: int
    holder_kind: str
    holder_id: int
    currency: str
    month: str
    line_count: int
    opening_cents: int
    closing_cents: int
    previous_sha256: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class StatementLine:
    id: int
    entry_id: int
    at: datetime
    kind: str
    account: str
    cents: int
    note: str


def cards(
    viewer: Viewer, holder_kind: str, holder_id: int, *, before: int | None = None
) -> Page[StatementCard]:
    """The statements of one holder, the newest first; none for who may not see them."""
    if not may_see(viewer, holder_kind, holder_id):
        return page_of([], PAGE, lambda card: card.id)
    statement = select(Statement).where(
        Statement.holder_kind == holder_kind, Statement.holder_id == holder_id
    )
    if before:
        statement = statement.where(Statement.id < before)
    rows = session.scalars(statement.order_by(Statement.id.desc()).limit(PAGE + 1))
    return page_of([_card(row) for row in rows], PAGE, lambda card: card.id)


def statement_for(viewer: Viewer, statement_id: int) -> StatementCard | None:
    found = session.get(Statement, statement_id)
    if found is None or not may_see(viewer, found.holder_kind, found.holder_id):
        return None
    return _card(found)


def lines_of(card: StatementCard, *, after: int | None = None) -> Page[StatementLine]:
    """The lines of a statement that the viewer has got."""
    statement = session.get_one(Statement, card.id)
    before = previous_of(statement)
    rows = _lines(holder_of(statement), reach_of(statement), reach_of(before) if before else NOTHING)
    if after:
        rows = rows.where(EntryLine.id > after)
    holder = holder_of(statement)
    found = [
        StatementLine(
            row.id, row.entry_id, row.posted_at, row.kind, row.account, row.amount_cents, _note(holder, row)
        )
        for row in session.execute(rows.limit(LINES + 1))
    ]
    return page_of(found, LINES, lambda line: line.id)


def file_of(card: StatementCard) -> str:
    """The CSV file, to the byte."""
    return drawn_again(session.get_one(Statement, card.id)).text


def may_see(viewer: Viewer, holder_kind: str, holder_id: int) -> bool:
    match holder_kind:
        case "angel":
            return viewer.id == holder_id or viewer.is_operator
        case "merchant":
            return holder_id in viewer.shops_as(OWNING) or viewer.is_operator
        case _:
            return viewer.is_operator


def _card(row: Statement) -> StatementCard:
    return StatementCard(
        row.id,
        row.holder_kind,
        row.holder_id,
        row.currency,
        row.month,
        row.line_count,
        row.opening_cents,
        row.closing_cents,
        row.previous_sha256,
        row.sha256,
        row.made_at,
    )


def broken() -> Iterator[str]:
    """What is wrong with any statement, by its holder and month."""
    last: dict[Holder, Statement] = {}
    balances: dict[Holder, Mapping[str, int]] = {}
    for statement in session.scalars(select(Statement).order_by(Statement.id)):
        holder = holder_of(statement)
        name = f"statement {statement.id} of {holder.kind} {holder.id} for {statement.month}"
        before = last.get(holder)
        if statement.previous_sha256 != (before.sha256 if before else ""):
            yield f"{name} does not follow the one before"
        if statement.opening_cents != (before.closing_cents if before else 0):
            yield f"{name} does not begin where the one before ended"
        drawn = draw(
            holder,
            statement.month,
            reach_of(statement),
            reach_of(before) if before else NOTHING,
            statement.previous_sha256,
            balances.get(holder, {}),
        )
        balances[holder] = drawn.balances
        kept = (statement.sha256, statement.line_count, statement.opening_cents, statement.closing_cents)
        if kept != (drawn.sha256, drawn.line_count, drawn.opening_cents, drawn.closing_cents):
            yield f"{name} is not what the ledger gives"
        last[holder] = statement
