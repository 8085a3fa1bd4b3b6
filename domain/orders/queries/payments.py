"""A payment at a gateway, as its page shows it to the buyer who waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from domain.orders.models import GatewayPart, GatewayPayment, Order
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PartView:
    """`outcome`: empty while it is open, paid, returned."""

    number: str
    amount_cents: int
    outcome: str


@dataclass(frozen=True, slots=True)
class GatewayPaymentView:
    reference: str
    provider: str
    way: str
    state: str
    amount_cents: int
    goes_to: str
    remote_id: str
    expires_at: datetime
    checkout_id: int | None
    parts: Sequence[PartView]

    @property
    def is_scanned(self) -> bool:
        """The buyer pays with her phone, by a picture on this page."""
        return self.way == "native"

    @property
    def returned_cents(self) -> int:
        return sum(part.amount_cents for part in self.parts if part.outcome == "returned")


def gateway_payment(viewer: Viewer, reference: str) -> GatewayPaymentView:
    """The viewer's own. Raises NotFound for anybody else's."""
    if not (reference.isascii() and reference.isalnum()):
        raise NotFound
    payment = session.scalar(
        select(GatewayPayment).where(
            GatewayPayment.reference == reference, GatewayPayment.buyer_id == viewer.id
        )
    )
    if payment is None:
        raise NotFound
    rows = session.execute(
        select(Order.number, Order.checkout_id, GatewayPart.amount_cents, GatewayPart.outcome)
        .join(Order, Order.id == GatewayPart.order_id)
        .where(GatewayPart.payment_id == payment.id)
        .order_by(Order.id)
    ).all()
    return GatewayPaymentView(
        payment.reference,
        payment.provider,
        payment.way,
        payment.state,
        payment.amount_cents,
        payment.goes_to,
        payment.remote_id,
        payment.expires_at,
        rows[0].checkout_id if rows else None,
        [PartView(row.number, row.amount_cents, row.outcome) for row in rows],
    )
