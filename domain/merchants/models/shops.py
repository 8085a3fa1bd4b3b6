"""Shops: who applied, what the operator decided, who works there, on what terms they sell."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Merchant(Model):
    """`state`: applied, verified, refused, suspended. Only the verified sell. `contact` is for the operator only;
    `agreed_at` is when the owner accepted the site's terms for merchants, at the last application."""

    __tablename__ = "merchants"
    __table_args__ = (
        UniqueConstraint("name"),
        # One application open per owner.
        Index(
            "uq_merchants_open_application",
            "owner_id",
            unique=True,
            sqlite_where=text("state = 'applied'"),
            postgresql_where=text("state = 'applied'"),
        ),
        Index("ix_merchants_state", "state", "id"),
        CheckConstraint("kind IN ('company', 'person')", name="kind"),
        CheckConstraint("state IN ('applied', 'verified', 'refused', 'suspended')", name="state"),
        CheckConstraint("fee_bps BETWEEN 0 AND 6000", name="fee_bps"),
        not_negative("shipping_cents"),
        CheckConstraint("free_shipping_from_cents > 0", name="free_shipping_from_positive"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id", index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text, default="")
    registration: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="applied")
    fee_bps: Mapped[int]
    shipping_cents: Mapped[int] = mapped_column(default=0)
    free_shipping_from_cents: Mapped[int | None]
    accepts_transfer: Mapped[bool] = mapped_column(default=False)
    transfer_details: Mapped[str] = mapped_column(Text, default="")
    # The picture that a buyer scans to transfer.
    transfer_picture_key: Mapped[str | None] = mapped_column(String(40))
    accepts_cod: Mapped[bool] = mapped_column(default=False)
    cod_terms: Mapped[str] = mapped_column(Text, default="")
    # Until then it gives out coupons, so that its pages ask for them.
    coupons_until_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]


class MerchantDecision(Model):
    """The operator's word on a shop, with the reason that the owner reads; the clock's when `by_id` is empty."""

    __tablename__ = "merchant_decisions"

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id", index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = fk("users.id", nullable=True)
    at: Mapped[datetime]


class MerchantStaff(Model):
    __tablename__ = "merchant_staff"
    __table_args__ = (CheckConstraint("role IN ('owner', 'support', 'shipping')", name="role"),)

    merchant_id: Mapped[int] = fk("merchants.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
