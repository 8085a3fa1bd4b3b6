"""Posting balanced entries. Nothing is ever changed or deleted; a mistake is put right by another entry."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, false, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core import clock, ids
from core.db import lock, session
from core.errors import Conflict
from core.i18n import N_
from core.unit import action
from domain.ledger.models import ACCOUNT_KINDS, Account, Entry, EntryLine
from domain.ledger.rules import Line, Posting, problem_with

# (kind, holder_id, currency): what names an account.
Key = tuple[str, int, str]

# Put together once: that takes longer than running them.
_ACCOUNTS, _LINES = Account.__table__, EntryLine.__table__
_PUT_ENTRY, _PUT_LINES = insert(Entry.__table__), insert(_LINES)  # type: ignore[arg-type]
_MOVE = (
    update(_ACCOUNTS)  # type: ignore[arg-type]
    .where(_ACCOUNTS.c.id == bindparam("account"))
    .values(
        balance_cents=_ACCOUNTS.c.balance_cents + bindparam("move"),
        last_line_id=select(func.max(_LINES.c.id))
        .where(_LINES.c.account_id == _ACCOUNTS.c.id)
        .correlate(_ACCOUNTS)
        .scalar_subquery(),
    )
)
_TWIN = select(Entry.id).where(Entry.kind == bindparam("kind"), Entry.reference == bindparam("reference"))


@action
def post(
    *,
    kind: str,
    reference: str,
    currency: str,
    lines: Sequence[Line],
    order_id: int | None = None,
    memo: str = "",
) -> int:
    """Writes one entry and returns its id. The same (kind, reference) with the same lines returns the entry that
    is there; with other lines raises Conflict. Raises ValueError for lines that do not balance. To be called last
    in a transaction: it locks the accounts, and the busiest rows should be held for the shortest time."""
    return post_all([Posting(kind, reference, currency, tuple(lines), order_id, memo)])[0]


@action
def post_all(postings: Sequence[Posting]) -> list[int]:
    """Writes several entries as `post` does, with all their accounts locked at once in the order of their ids, so
    that two transactions which touch the same people never wait for each other."""
    for posting in postings:
        problem = problem_with(posting)
        if problem:
            raise ValueError(f"{posting.kind} {posting.reference}: {problem}")
    if not postings:
        return []
    accounts = _locked({(*line.account, posting.currency) for posting in postings for line in posting.lines})
    return [_written(posting, accounts) for posting in postings]


def _written(posting: Posting, accounts: dict[Key, int]) -> int:
    rows = [
        (accounts[(*line.account, posting.currency)], line.cents, line.order_line_id)
        for line in posting.lines
    ]
    # Asked after the locks: a twin of this posting, if there was one, has committed by now.
    there = session.scalar(_TWIN, {"kind": posting.kind, "reference": posting.reference})
    if there is not None:
        _must_equal(there, rows)
        return there
    entry_id = ids.new_id()
    session.execute(
        _PUT_LINES,
        [
            {"entry_id": entry_id, "account_id": account, "amount_cents": cents, "order_line_id": line}
            for account, cents, line in rows
        ],
    )
    _move_balances(rows)
    session.execute(
        _PUT_ENTRY,
        {
            "id": entry_id,
            "kind": posting.kind,
            "reference": posting.reference,
            "currency": posting.currency,
            "order_id": posting.order_id,
            "memo": posting.memo,
            "posted_at": clock.now(),
        },
    )
    return entry_id


def _must_equal(entry_id: int, rows: Sequence[tuple[int, int, int | None]]) -> None:
    there = session.execute(
        select(EntryLine.account_id, EntryLine.amount_cents, EntryLine.order_line_id).where(
            EntryLine.entry_id == entry_id
        )
    )
    if Counter(tuple(row) for row in there) != Counter(rows):
        raise Conflict(N_("This was posted before with other amounts."))


def _move_balances(rows: Iterable[tuple[int, int, int | None]]) -> None:
    moves: dict[int, int] = defaultdict(int)
    for account, cents, _ in rows:
        moves[account] += cents
    rows_to_move = [{"account": account, "move": move} for account, move in sorted(moves.items())]
    session.connection().execute(_MOVE, rows_to_move)


def locked_balances(keys: set[Key]) -> dict[Key, int]:
    """The balances of accounts, held still until the transaction ends. For a verb that has to look before it
    posts; `keys` are all accounts that it will post to."""
    return {key: balance for key, (_, balance) in _accounts(keys).items()}


def _locked(keys: set[Key]) -> dict[Key, int]:
    return {key: account for key, (account, _) in _accounts(keys).items()}


def _accounts(keys: set[Key]) -> dict[Key, tuple[int, int]]:
    """Ids and balances of the accounts, made when they are missing, their rows locked in the order of their ids."""
    missing = keys - set(_read(keys, locking=False))
    if missing:
        _make(missing)
    return _read(keys, locking=True)


def _read(keys: set[Key], *, locking: bool) -> dict[Key, tuple[int, int]]:
    asked = {
        f"{name}_{place}": value
        for place, key in enumerate(sorted(keys))
        for name, value in zip(("kind", "holder", "currency"), key, strict=True)
    }
    rows = session.execute(_reading(len(keys), locking), asked)
    return {(row.kind, row.holder_id, row.currency): (row.id, row.balance_cents) for row in rows}


@lru_cache(maxsize=64)
def _reading(count: int, locking: bool) -> Select[*tuple[Any, ...]]:
    """So many accounts by their names."""
    named = (
        (Account.kind == bindparam(f"kind_{place}"))
        & (Account.holder_id == bindparam(f"holder_{place}"))
        & (Account.currency == bindparam(f"currency_{place}"))
        for place in range(count)
    )
    statement = (
        select(Account.id, Account.kind, Account.holder_id, Account.currency, Account.balance_cents)
        .where(or_(false(), *named))
        .order_by(Account.id)
    )
    return lock(statement) if locking else statement


def _make(keys: set[Key]) -> None:
    unknown = {kind for kind, _, _ in keys} - set(ACCOUNT_KINDS)
    if unknown:
        raise ValueError(f"no such kind of account: {', '.join(sorted(unknown))}")
    make = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {"kind": kind, "holder_id": holder, "currency": currency, "balance_cents": 0, "last_line_id": 0}
        for kind, holder, currency in sorted(keys)
    ]
    # Somebody else may be making the same account at this moment.
    session.execute(make(Account).on_conflict_do_nothing(), rows)
