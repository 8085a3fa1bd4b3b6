"""Money by way of gateways: what was asked of them, which orders it is for, what goes back, what a bank disputes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class GatewayPayment(Model):
    """One payment asked of a gateway, for one order or for several of a checkout. `reference` is our name for it,
    `remote_id` the gateway's for what was opened, `transaction_id` the gateway's for the money. `goes_to` is where
    the buyer pays: an address, or what the picture says that she scans. `state`: open, paid, closed."""

    __tablename__ = "gateway_payments"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("provider", "transaction_id"),
        Index("ix_gateway_payments_open", "state", "asked_at"),
        CheckConstraint("state IN ('open', 'paid', 'closed')", name="state"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = primary_key()
    reference: Mapped[str] = mapped_column(String(32))
    buyer_id: Mapped[int] = fk("users.id")
    provider: Mapped[str] = mapped_column(String(12))
    # How it is paid: checkout; page, wap; h5, native, jsapi.
    way: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(8), default="open")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    remote_id: Mapped[str] = mapped_column(String(120), default="")
    transaction_id: Mapped[str | None] = mapped_column(String(80))
    goes_to: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # When the gateway was last asked about it, by us.
    asked_at: Mapped[datetime]
    times_asked: Mapped[int] = mapped_column(default=0)
    paid_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class GatewayPart(Model):
    """What of a payment is for which order. `outcome`: empty while it is open, paid, or returned (the order could not
    take it, so that this part goes back)."""

    __tablename__ = "gateway_parts"
    __table_args__ = (
        CheckConstraint("outcome IN ('', 'paid', 'returned')", name="outcome"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    payment_id: Mapped[int] = fk("gateway_payments.id", primary_key=True)
    order_id: Mapped[int] = fk("orders.id", primary_key=True, index=True)
    amount_cents: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(8), default="")


class GatewayRefund(Model):
    """Money that a gateway was asked to give back: for a refund of the order, or, without one, for a payment that the
    order could not take. `state`: requested, accepted, failed. `problem` is the gateway's reason. A try after a
    failure has a row of its own, since `reference` is what makes asking twice harmless."""

    __tablename__ = "gateway_refunds"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_gateway_refunds_due", "state", "next_at"),
        Index("ix_gateway_refunds_order", "order_id", "id"),
        Index("ix_gateway_refunds_refund", "refund_id"),
        Index("ix_gateway_refunds_payment", "payment_id"),
        CheckConstraint("state IN ('requested', 'accepted', 'failed')", name="state"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = primary_key()
    reference: Mapped[str] = mapped_column(String(32))
    payment_id: Mapped[int] = fk("gateway_payments.id")
    order_id: Mapped[int] = fk("orders.id")
    refund_id: Mapped[int | None] = fk("refunds.id", nullable=True)
    state: Mapped[str] = mapped_column(String(10), default="requested")
    amount_cents: Mapped[int]
    remote_id: Mapped[str] = mapped_column(String(120), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    times_asked: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime]
    next_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Dispute(Model):
    """A buyer's bank takes the money back (a chargeback). `state`: open, won, lost."""

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("provider", "external_id"),
        Index("ix_disputes_payment", "payment_id"),
        CheckConstraint("state IN ('open', 'won', 'lost')", name="state"),
    )

    id: Mapped[int] = primary_key()
    provider: Mapped[str] = mapped_column(String(12))
    external_id: Mapped[str] = mapped_column(String(80))
    payment_id: Mapped[int] = fk("gateway_payments.id")
    state: Mapped[str] = mapped_column(String(6), default="open")
    amount_cents: Mapped[int]
    reason: Mapped[str] = mapped_column(String(80), default="")
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
