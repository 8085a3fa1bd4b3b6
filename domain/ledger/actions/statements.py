"""Drawing up the statements of a month that is over. Safe to run again: what is there is left alone."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import case, exists, func, select

from core import clock
from core.db import session
from core.unit import action
from domain.ledger.models import Account, Entry, EntryLine, Statement, StatementMonth
from domain.ledger.statements import (
    ACCOUNTS_OF,
    NOTHING,
    Holder,
    Reach,
    draw,
    newest_of,
    reach_of,
)

# After the month: what was being posted at its end has been committed by then.
WAIT = timedelta(hours=1)
BATCH = 50


def make_due() -> int:
    """The statements of every month that is over and has none. Returns how many were made."""
    made = 0
    while (month := _next_month()) is not None:
        made += _make(month)
    return made


def _next_month() -> str | None:
    done = session.scalar(select(func.max(StatementMonth.month)))
    if done is not None:
        month = _month_of(_end_of(done))
    else:
        first = session.scalar(select(func.min(Entry.posted_at)))
        if first is None:
            return None
        month = _month_of(first)
    return month if _end_of(month) + WAIT <= clock.now() else None


def _make(month: str) -> int:
    until = _end_of(month)
    # After an interruption the first ones have said how far this month goes.
    line_id = session.scalar(
        select(func.max(Statement.last_line_id)).where(Statement.month == month)
    ) or session.scalar(
        select(func.max(EntryLine.id))
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(Entry.posted_at < until)
    )
    reach = Reach(until, line_id or 0)
    made = 0
    while holders := _without(month, reach):
        made += _make_some(month, reach, holders)
    _close(month, reach.last_line_id)
    return made


def _without(month: str, reach: Reach) -> list[Holder]:
    """Some of those whose accounts moved and who have no statement of this month yet."""
    owner = case(
        *((Account.kind.in_(kinds), name) for name, kinds in ACCOUNTS_OF.items()), else_="site"
    ).label("owner")
    moved = (
        select(owner, Account.holder_id, Account.currency)
        .join(EntryLine, EntryLine.account_id == Account.id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(reach.covers())
        .distinct()
    )
    last = session.scalars(select(StatementMonth).order_by(StatementMonth.month.desc()).limit(1)).first()
    if last is not None:
        moved = moved.where(~Reach(_end_of(last.month), last.last_line_id).covers())
    rows = moved.subquery()
    there = exists().where(
        Statement.holder_kind == rows.c.owner,
        Statement.holder_id == rows.c.holder_id,
        Statement.currency == rows.c.currency,
        Statement.month == month,
    )
    found = session.execute(
        select(rows).where(~there).order_by(rows.c.owner, rows.c.holder_id, rows.c.currency).limit(BATCH)
    )
    return [Holder(row.owner, row.holder_id, row.currency) for row in found]


@action(quiet=True)
def _make_some(month: str, reach: Reach, holders: list[Holder]) -> int:
    for holder in holders:
        before = newest_of(holder)
        if before is not None and before.month >= month:
            continue
        previous = before.sha256 if before else ""
        drawn = draw(holder, month, reach, reach_of(before) if before else NOTHING, previous)
        session.add(
            Statement(
                holder_kind=holder.kind,
                holder_id=holder.id,
                currency=holder.currency,
                month=month,
                until_at=reach.until_at,
                last_line_id=reach.last_line_id,
                line_count=drawn.line_count,
                opening_cents=drawn.opening_cents,
                closing_cents=drawn.closing_cents,
                previous_sha256=previous,
                sha256=drawn.sha256,
                made_at=clock.now(),
            )
        )
        session.flush()
    return len(holders)


@action(quiet=True)
def _close(month: str, last_line_id: int) -> None:
    if session.get(StatementMonth, month) is None:
        session.add(StatementMonth(month=month, last_line_id=last_line_id, made_at=clock.now()))
        session.flush()


def _month_of(at: datetime) -> str:
    return f"{at:%Y-%m}"


def _end_of(month: str) -> datetime:
    year, number = int(month[:4]), int(month[5:])
    return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
