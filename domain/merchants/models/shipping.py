"""How a merchant sends: templates that her products choose from, and what differs by region."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class ShippingTemplate(Model):
    """`kind`: flat (`fee_cents` once), weight (`fee_cents` up to `first_grams`, then `step_cents` for each begun
    `step_grams`), pickup (fetched by the buyer), digital (nothing is sent). `words` say where and when to fetch it,
    or what the buyer reads once she has paid. Products without a template of their own have the default one; where
    there is none, the shop's terms of sale."""

    __tablename__ = "shipping_templates"
    __table_args__ = (
        UniqueConstraint("merchant_id", "name"),
        Index(
            "uq_shipping_templates_default",
            "merchant_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
        CheckConstraint("kind IN ('flat', 'weight', 'pickup', 'digital')", name="kind"),
        CheckConstraint("kind <> 'weight' OR step_grams > 0", name="step_positive"),
        CheckConstraint("free_from_cents > 0", name="free_from_positive"),
        not_negative("fee_cents"),
        not_negative("step_cents"),
        not_negative("first_grams"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int] = fk("merchants.id")
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(8))
    fee_cents: Mapped[int] = mapped_column(default=0)
    first_grams: Mapped[int] = mapped_column(default=0)
    step_grams: Mapped[int] = mapped_column(default=0)
    step_cents: Mapped[int] = mapped_column(default=0)
    free_from_cents: Mapped[int | None]
    # Whether it is sent to regions that no zone names.
    sends_elsewhere: Mapped[bool] = mapped_column(default=True)
    words: Mapped[str] = mapped_column(Text, default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class ShippingZone(Model):
    """Regions with fees of their own, or where nothing is sent. `regions` as the merchant typed them."""

    __tablename__ = "shipping_zones"
    __table_args__ = (
        Index("ix_shipping_zones_template", "template_id", "position"),
        not_negative("fee_cents"),
        not_negative("step_cents"),
    )

    id: Mapped[int] = primary_key()
    template_id: Mapped[int] = fk("shipping_templates.id", ondelete="CASCADE")
    position: Mapped[int]
    regions: Mapped[str] = mapped_column(Text)
    is_sent: Mapped[bool] = mapped_column(default=True)
    fee_cents: Mapped[int] = mapped_column(default=0)
    step_cents: Mapped[int] = mapped_column(default=0)
