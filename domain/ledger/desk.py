"""What operators read of everybody's money: withdrawals to decide, transfers to confirm, accounts of merchants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import session
from core.paging import Page, page_of
from core.policy import Decision, require
from domain.ledger import policy
from domain.ledger.models import Account, Payout, Settlement
from domain.merchants.models import Merchant
from domain.people import queries as people
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

PAGE = 20
OPEN, DECIDED = "requested", "decided"


@dataclass(frozen=True, slots=True)
class PayoutCase:
    """A withdrawal as an operator sees it. `may_decide` carries the reason when it is a no."""

    id: int
    person: PersonCard
    amount_cents: int
    currency: str
    destination: str
    state: str
    requested_at: datetime
    decided_by: PersonCard | None
    decided_at: datetime | None
    reason: str
    external_reference: str | None
    available_cents: int
    may_decide: Decision


def payout_cases(
    viewer: Viewer, *, tab: str = OPEN, after: int | None = None, size: int = PAGE
) -> Page[PayoutCase]:
    """What is open, the oldest first; what was decided, the newest first. `after` is the last id that was shown."""
    require(policy.can_manage(viewer))
    is_open = Payout.state == "requested"
    if tab == OPEN:
        statement = select(Payout).where(is_open).order_by(Payout.id)
        statement = statement.where(Payout.id > after) if after else statement
    else:
        statement = select(Payout).where(~is_open).order_by(Payout.id.desc())
        statement = statement.where(Payout.id < after) if after else statement
    return page_of(_cases(viewer, statement.limit(size + 1)), size, lambda case: case.id)


def payout_case(viewer: Viewer, payout_id: int) -> PayoutCase | None:
    require(policy.can_manage(viewer))
    return next(iter(_cases(viewer, select(Payout).where(Payout.id == payout_id))), None)


def _cases(viewer: Viewer, statement: Select[Any]) -> list[PayoutCase]:
    purse = aliased(Account)
    rows = session.execute(
        statement.add_columns(purse.balance_cents).outerjoin(
            purse,
            (purse.kind == "angel_available")
            & (purse.holder_id == Payout.user_id)
            & (purse.currency == Payout.currency),
        )
    ).all()
    found = people.cards(
        {row.Payout.user_id for row in rows} | {row.Payout.decided_by_id or 0 for row in rows}
    )
    operators = policy.operator_count()
    return [
        PayoutCase(
            id=row.Payout.id,
            person=found[row.Payout.user_id],
            amount_cents=row.Payout.amount_cents,
            currency=row.Payout.currency,
            destination=row.Payout.destination,
            state=row.Payout.state,
            requested_at=row.Payout.requested_at,
            decided_by=found.get(row.Payout.decided_by_id or 0),
            decided_at=row.Payout.decided_at,
            reason=row.Payout.reason,
            external_reference=row.Payout.external_reference,
            available_cents=row.balance_cents or 0,
            may_decide=policy.can_decide(viewer, row.Payout, at=clock.now(), operators=operators),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class MerchantAccount:
    """`balance_cents` above zero: the site owes it; below: he owes it."""

    merchant_id: int
    name: str
    balance_cents: int


def merchant_accounts(viewer: Viewer, currency: str, *, size: int = 50) -> list[MerchantAccount]:
    """Merchants whose account is not even: who owes most first, then who is owed most."""
    require(policy.can_manage(viewer))
    rows = session.execute(
        select(Merchant.id, Merchant.name, Account.balance_cents)
        .join(Account, Account.holder_id == Merchant.id)
        .where(Account.kind == "merchant_payable", Account.currency == currency, Account.balance_cents != 0)
        .order_by(Account.balance_cents, Merchant.id)
        .limit(size)
    )
    return [MerchantAccount(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SettlementRow:
    id: int
    merchant_id: int
    merchant_name: str
    amount_cents: int
    currency: str
    external_reference: str
    memo: str
    state: str
    proposed_by: PersonCard
    proposed_at: datetime
    decided_by: PersonCard | None
    decided_at: datetime | None
    may_confirm: Decision


def settlements(
    viewer: Viewer, *, state: str = "", before: int | None = None, size: int = PAGE
) -> Page[SettlementRow]:
    """Transfers with merchants, newest first; `state` "proposed" for those that wait for a second operator."""
    require(policy.can_manage(viewer))
    statement = (
        select(Settlement, Merchant.name)
        .join(Merchant, Merchant.id == Settlement.merchant_id)
        .order_by(Settlement.id.desc())
        .limit(size + 1)
    )
    if state:
        statement = statement.where(Settlement.state == state)
    if before:
        statement = statement.where(Settlement.id < before)
    rows = session.execute(statement).all()
    ids = {row.Settlement.proposed_by_id for row in rows} | {
        row.Settlement.decided_by_id or 0 for row in rows
    }
    found = people.cards(ids)
    operators = policy.operator_count()
    return page_of(
        [_settlement(viewer, row.Settlement, row.name, found, operators) for row in rows],
        size,
        lambda row: row.id,
    )


def _settlement(
    viewer: Viewer, one: Settlement, name: str, found: dict[int, PersonCard], operators: int
) -> SettlementRow:
    return SettlementRow(
        id=one.id,
        merchant_id=one.merchant_id,
        merchant_name=name,
        amount_cents=one.amount_cents,
        currency=one.currency,
        external_reference=one.external_reference,
        memo=one.memo,
        state=one.state,
        proposed_by=found[one.proposed_by_id],
        proposed_at=one.proposed_at,
        decided_by=found.get(one.decided_by_id or 0),
        decided_at=one.decided_at,
        may_confirm=policy.can_confirm(viewer, one, at=clock.now(), operators=operators),
    )
