"""News of after-sales cases. A case has one notice for each whom it concerns, which says how it stands; no notice names
the buyer to the angel whom she let in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.db import session
from core.events import Event
from domain.merchants.policy import SUPPORTING
from domain.merchants.queries import staff_of
from domain.notices.actions import tell
from domain.orders.case_rules import ANGEL, BUYER, MERCHANT, PLATFORM, CaseState
from domain.orders.events import AfterSalesMoved, AfterSalesSaid, AngelLetIn
from domain.orders.models import OrderCase, OrderCaseLine, OrderCaseMessage, OrderCaseStep, OrderLine
from domain.people.models import RoleGrant


def moved(fact: Event) -> None:
    match fact:
        case AfterSalesMoved():
            _moved(fact)
        case AfterSalesSaid():
            _said(fact)
        case AngelLetIn():
            case = session.get_one(OrderCase, fact.case_id)
            if case.angel_id == fact.angel_id:
                _tell(case, [fact.angel_id], ANGEL, case.opened_at, act="let_in")


def _moved(fact: AfterSalesMoved) -> None:
    case = session.get_one(OrderCase, fact.case_id)
    step = session.get_one(OrderCaseStep, fact.step_id)
    what: dict[str, Any] = {
        "act": step.act,
        "state": step.to_state,
        "outcome": case.outcome if step.to_state == CaseState.CLOSED else "",
        "cents": step.amount_cents or 0,
        "reason": step.note,
    }
    by = step.by_id or 0
    _tell(case, {case.buyer_id} - {by}, BUYER, step.at, **what)
    _tell(case, _staff(case.merchant_id) - {by, case.buyer_id}, MERCHANT, step.at, **what)
    if step.to_state == CaseState.CLOSED and case.angel_id:
        _tell(case, [case.angel_id], ANGEL, step.at, **what)
    if step.to_state == CaseState.ESCALATED:
        parties = _staff(case.merchant_id) | {case.buyer_id, by}
        _tell(case, _deciding() - parties, PLATFORM, step.at, **what)


def _said(fact: AfterSalesSaid) -> None:
    case = session.get_one(OrderCase, fact.case_id)
    message = session.get_one(OrderCaseMessage, fact.message_id)
    what = {"act": "said", "by": message.side}
    _tell(case, {case.buyer_id} - {fact.by_id}, BUYER, message.at, **what)
    _tell(case, _staff(case.merchant_id) - {fact.by_id, case.buyer_id}, MERCHANT, message.at, **what)
    if case.angel_id and case.angel_id != fact.by_id:
        _tell(case, [case.angel_id], ANGEL, message.at, **what)


def _tell(case: OrderCase, user_ids: Collection[int], side: str, at: datetime, **what: Any) -> None:
    if user_ids:
        tell(
            user_ids,
            kind="case",
            target=("case", case.id),
            at=at,
            facts={**_EMPTY, "title": _title(case.id), "side": side, **what},
        )


# A later step must not show the amount or the reason of an earlier one.
_EMPTY = {"state": "", "outcome": "", "cents": 0, "reason": "", "by": ""}


def _title(case_id: int) -> str:
    statement = (
        select(OrderLine.title)
        .join(OrderCaseLine, OrderCaseLine.order_line_id == OrderLine.id)
        .where(OrderCaseLine.case_id == case_id)
        .order_by(OrderLine.id)
        .limit(1)
    )
    return session.scalar(statement) or ""


def _staff(merchant_id: int) -> set[int]:
    return staff_of(merchant_id, SUPPORTING)


def _deciding() -> set[int]:
    """Who decides what is brought before the platform."""
    return set(
        session.scalars(
            select(RoleGrant.user_id).where(
                RoleGrant.role.in_(("moderator", "operator")), RoleGrant.revoked_at.is_(None)
            )
        )
    )
