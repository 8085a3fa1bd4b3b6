"""Accounts of angels below zero, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.db import session
from core.policy import require
from domain.ledger import policy
from domain.ledger.models import Account, Entry, EntryLine
from domain.people import queries as people
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Debt:
    """`cents` is below zero."""

    person: PersonCard
    cents: int
    since_at: datetime


def debts(viewer: Viewer, currency: str, *, size: int = 50) -> list[Debt]:
    """Angels whose refunds came after the money was paid out, who owes most first."""
    require(policy.can_manage(viewer))
    rows = session.execute(
        select(Account.holder_id, Account.balance_cents)
        .where(Account.kind == "angel_available", Account.currency == currency, Account.balance_cents < 0)
        .order_by(Account.balance_cents, Account.holder_id)
        .limit(size)
    ).all()
    found = people.cards({row.holder_id for row in rows})
    since = _since([row.holder_id for row in rows], currency)
    return [Debt(found[row.holder_id], row.balance_cents, since[row.holder_id]) for row in rows]


def below_zero_since(user_id: int, currency: str) -> datetime | None:
    """When the balance of an angel fell below zero and has not come up since; None when it is not below."""
    return _since([user_id], currency).get(user_id)


def _since(user_ids: list[int], currency: str) -> dict[int, datetime]:
    running = func.sum(EntryLine.amount_cents).over(partition_by=EntryLine.account_id, order_by=EntryLine.id)
    lines = (
        select(Account.holder_id, EntryLine.id, Entry.posted_at, running.label("balance"))
        .join(Account, Account.id == EntryLine.account_id)
        .join(Entry, Entry.id == EntryLine.entry_id)
        .where(
            Account.kind == "angel_available",
            Account.holder_id.in_(user_ids),
            Account.currency == currency,
        )
        .subquery()
    )
    even = (
        select(lines.c.holder_id, func.max(lines.c.id).label("id"))
        .where(lines.c.balance >= 0)
        .group_by(lines.c.holder_id)
        .subquery()
    )
    rows = session.execute(
        select(lines.c.holder_id, func.min(lines.c.posted_at).label("at"))
        .outerjoin(even, even.c.holder_id == lines.c.holder_id)
        .where(lines.c.id > func.coalesce(even.c.id, 0))
        .group_by(lines.c.holder_id)
    )
    return {row.holder_id: row.at for row in rows}
