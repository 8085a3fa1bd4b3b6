"""Endorsements, share links, touches, and the commission of an order line."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Endorsement(Model):
    """Somebody vouches for a product, until `ended_at`. Free and revocable."""

    __tablename__ = "endorsements"
    __table_args__ = (
        Index(
            "uq_endorsements_active",
            "user_id",
            "product_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_endorsements_product", "product_id", "ended_at"),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int] = fk("products.id")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ShareLink(Model):
    """/s/CODE: to a product, or to a whole angel store (`product_id` empty)."""

    __tablename__ = "share_links"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_share_links_user", "user_id", "product_id"),
    )

    id: Mapped[int] = primary_key()
    code: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    post_id: Mapped[int | None] = fk("posts.id", nullable=True)
    created_at: Mapped[datetime]


class Touch(Model):
    """A visit by which an angel may be credited. Belongs to a browser (`visitor_id`) and, once known, a person.
    `rate_bps` is the rate at the touch; `product_id` is empty for a visit to a store. `is_bare`: by a link that stands
    for no post, from outside of this site."""

    __tablename__ = "touches"
    __table_args__ = (
        Index("ix_touches_user", "user_id", "expires_at"),
        Index("ix_touches_visitor", "visitor_id", "expires_at"),
        Index("ix_touches_product", "product_id", "at"),
        Index("ix_touches_angel", "angel_id", "at"),
        Index(
            "ix_touches_known",
            "at",
            sqlite_where=text("length(visitor_id) > 1"),
            postgresql_where=text("length(visitor_id) > 1"),
        ),
        CheckConstraint("user_id IS NOT NULL OR visitor_id <> ''", name="somebody"),
    )

    id: Mapped[int] = primary_key()
    visitor_id: Mapped[str] = mapped_column(String(43), default="")
    user_id: Mapped[int | None] = fk("users.id", nullable=True)
    angel_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    link_id: Mapped[int] = fk("share_links.id")
    rate_bps: Mapped[int] = mapped_column(default=0)
    is_bare: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Commission(Model):
    """What one order line earns its one angel. `state`: pending (paid), earned (received), vested, void.
    `amount_cents` is what is left after refunds; each refund posts the difference."""

    __tablename__ = "commissions"
    __table_args__ = (
        UniqueConstraint("order_line_id"),
        Index("ix_commissions_angel", "angel_id", "id"),
        Index("ix_commissions_angel_state", "angel_id", "state", "id"),
        Index("ix_commissions_angel_day", "angel_id", "created_at"),
        Index("ix_commissions_vesting", "state", "vests_at"),
        Index("ix_commissions_merchant", "merchant_id", "created_at"),
        CheckConstraint("state IN ('pending', 'earned', 'vested', 'void')", name="state"),
        CheckConstraint("rate_bps BETWEEN 500 AND 4000", name="rate_bps"),
        CheckConstraint("amount_cents <= cap_cents", name="within_cap"),
        not_negative("amount_cents"),
        not_negative("base_cents"),
    )

    id: Mapped[int] = primary_key()
    order_line_id: Mapped[int] = fk("order_lines.id")
    order_id: Mapped[int] = fk("orders.id", index=True)
    angel_id: Mapped[int] = fk("users.id")
    product_id: Mapped[int] = fk("products.id")
    merchant_id: Mapped[int] = fk("merchants.id")
    currency: Mapped[str] = mapped_column(String(3))
    rate_bps: Mapped[int]
    # What the line's commission may not exceed, as it stood when the order was placed.
    cap_cents: Mapped[int | None]
    base_cents: Mapped[int]
    amount_cents: Mapped[int]
    original_cents: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default="pending")
    created_at: Mapped[datetime]
    vests_at: Mapped[datetime | None]


class CommissionHold(Model):
    """Something about the order is undecided, and nothing of it vests until it is (`ended_at`). `cause` and
    `cause_id` say what: an after-sales case."""

    __tablename__ = "commission_holds"
    __table_args__ = (Index("ix_commission_holds_order", "order_id", "ended_at"),)

    cause: Mapped[str] = mapped_column(String(12), primary_key=True)
    cause_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = fk("orders.id")
    since_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
