"""What may be read of the ledger: balances, and what a merchant owes for single order lines."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from core.db import session
from domain.ledger.models import Account, EntryLine


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
