"""What operators read of everybody's money: withdrawals to decide, transfers to confirm, accounts of merchants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import session
from core.paging import Page, page_of
from core.policy import Decision, require
from domain.ledger import policy
from domain.ledger.models import Account, InvoiceStep, Payout, PayoutApproval, Settlement
from domain.ledger.models.payouts import OPEN_STATES
from domain.merchants.models import Merchant
from domain.people import queries as people
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

PAGE = 20
OPEN, DECIDED = "open", "decided"


@dataclass(frozen=True, slots=True)
class PayoutCase:
    """A payout as an operator sees it, to a `person` or to a merchant (`shop`). `may_approve` and `may_decide` carry
    the reason when it is a no."""

    id: int
    person: PersonCard | None
    merchant_id: int | None
    shop: str
    amount_cents: int
    fee_cents: int
    withheld_cents: int
    currency: str
    destination: str
    state: str
    requested_at: datetime
    decided_by: PersonCard | None
    decided_at: datetime | None
    reason: str
    external_reference: str | None
    available_cents: int
    approvals_needed: int
    approved_by: tuple[PersonCard, ...]
    may_approve: Decision
    may_decide: Decision

    @property
    def arriving_cents(self) -> int:
        return self.amount_cents - self.fee_cents - self.withheld_cents


def payout_cases(
    viewer: Viewer, *, tab: str = OPEN, after: int | None = None, size: int = PAGE
) -> Page[PayoutCase]:
    """What is open, the oldest first; what was decided, the newest first. `after` is the last id that was shown."""
    require(policy.can_manage(viewer))
    is_open = Payout.state.in_(OPEN_STATES)
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
        statement.add_columns(purse.balance_cents, Merchant.name)
        .outerjoin(Merchant, Merchant.id == Payout.merchant_id)
        .outerjoin(
            purse,
            (purse.kind == case((Payout.user_id.is_not(None), "angel_available"), else_="merchant_payable"))
            & (purse.holder_id == func.coalesce(Payout.user_id, Payout.merchant_id))
            & (purse.currency == Payout.currency),
        )
    ).all()
    approvals = _approvals([row.Payout.id for row in rows])
    found = people.cards(
        {row.Payout.user_id or 0 for row in rows}
        | {row.Payout.decided_by_id or 0 for row in rows}
        | {one for ids in approvals.values() for one in ids}
    )
    operators = policy.operator_count()
    return [
        _case(
            viewer,
            row.Payout,
            row.name,
            row.balance_cents,
            approvals.get(row.Payout.id, []),
            found,
            operators,
        )
        for row in rows
    ]


def _case(
    viewer: Viewer,
    payout: Payout,
    shop: str | None,
    balance: int | None,
    approved_by: Sequence[int],
    found: dict[int, PersonCard],
    operators: int,
) -> PayoutCase:
    at = clock.now()
    return PayoutCase(
        id=payout.id,
        person=found.get(payout.user_id or 0),
        merchant_id=payout.merchant_id,
        shop=shop or "",
        amount_cents=payout.amount_cents,
        fee_cents=payout.fee_cents,
        withheld_cents=payout.withheld_cents,
        currency=payout.currency,
        destination=payout.destination,
        state=payout.state,
        requested_at=payout.requested_at,
        decided_by=found.get(payout.decided_by_id or 0),
        decided_at=payout.decided_at,
        reason=payout.reason,
        external_reference=payout.external_reference,
        available_cents=balance or 0,
        approvals_needed=payout.approvals_needed,
        approved_by=tuple(found[one] for one in approved_by),
        may_approve=policy.can_approve(viewer, payout, at=at, operators=operators, approved_by=approved_by),
        may_decide=policy.can_decide(viewer, payout, at=at, operators=operators),
    )


def _approvals(payout_ids: Sequence[int]) -> dict[int, list[int]]:
    rows = session.execute(
        select(PayoutApproval.payout_id, PayoutApproval.operator_id)
        .where(PayoutApproval.payout_id.in_(payout_ids))
        .order_by(PayoutApproval.at)
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row.payout_id, []).append(row.operator_id)
    return found


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
    viewer: Viewer, *, of_invoices: bool = False, before: int | None = None, size: int = PAGE
) -> Page[SettlementRow]:
    """Transfers with merchants, newest first; or only those that pay invoices and wait for a second operator."""
    require(policy.can_manage(viewer))
    statement = (
        select(Settlement, Merchant.name)
        .join(Merchant, Merchant.id == Settlement.merchant_id)
        .order_by(Settlement.id.desc())
        .limit(size + 1)
    )
    if of_invoices:
        paying = exists().where(InvoiceStep.settlement_id == Settlement.id)
        statement = statement.where(Settlement.state == "proposed", paying)
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
