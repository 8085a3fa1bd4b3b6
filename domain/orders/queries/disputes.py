"""Payments that the buyer's bank takes back: read by the merchants of their orders, and by operators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from core.db import session
from core.paging import Page, page_of
from domain.ledger.policy import can_manage
from domain.merchants.models import Merchant
from domain.orders.models import Dispute, GatewayPart, GatewayPayment, Order
from domain.people.viewer import Viewer

PAGE = 20


@dataclass(frozen=True, slots=True)
class DisputeView:
    """`state`: open, won or lost by the merchant. `amount_cents` is what the bank wants of the whole payment, of which
    this order had `part_cents`."""

    id: int
    number: str
    merchant_name: str
    provider: str
    external_id: str
    state: str
    amount_cents: int
    part_cents: int
    reason: str
    opened_at: datetime
    ended_at: datetime | None


def disputes_of(viewer: Viewer, order_id: int) -> list[DisputeView]:
    """About an order at one of the viewer's merchants, the oldest first."""
    mine = _disputes().where(Order.id == order_id, Order.merchant_id.in_(viewer.merchant_ids))
    return [DisputeView(*row) for row in session.execute(mine.order_by(Dispute.id))]


def all_disputes(viewer: Viewer, *, before: int | None = None) -> Page[DisputeView]:
    """For operators, the newest first: an order each."""
    if not can_manage(viewer).ok:
        return Page([])
    ids = select(Dispute.id).order_by(Dispute.id.desc()).limit(PAGE + 1)
    if before:
        ids = ids.where(Dispute.id < before)
    found = session.scalars(ids).all()
    shown = page_of(found, PAGE, lambda one: one)
    rows = session.execute(
        _disputes().where(Dispute.id.in_(list(shown))).order_by(Dispute.id.desc(), Order.id)
    )
    return Page([DisputeView(*row) for row in rows], shown.next_cursor)


def _disputes() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Dispute.id,
            Order.number,
            Merchant.name,
            Dispute.provider,
            Dispute.external_id,
            Dispute.state,
            Dispute.amount_cents,
            GatewayPart.amount_cents.label("part_cents"),
            Dispute.reason,
            Dispute.opened_at,
            Dispute.ended_at,
        )
        .join(GatewayPayment, GatewayPayment.id == Dispute.payment_id)
        .join(GatewayPart, GatewayPart.payment_id == GatewayPayment.id)
        .join(Order, Order.id == GatewayPart.order_id)
        .join(Merchant, Merchant.id == Order.merchant_id)
        .where(GatewayPart.outcome == "paid")
    )
