"""Coupons: what is offered, who holds one, and which order it was used for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Coupon(Model):
    """A discount that a merchant offers, or the site (`merchant_id` empty). `access`: public (anybody may take one)
    or code (whoever types `code`). `kind`: amount (`amount_cents` off) or percent (`rate_bps` off, at most
    `most_cents`). It counts for lines of `product_id` or `category_id`, or all, whose prices come to `from_cents`.
    `granted_count` is kept by SET n = n + 1 and recounted by `check`."""

    __tablename__ = "coupons"
    __table_args__ = (
        UniqueConstraint("merchant_id", "code"),
        # A unique constraint takes two empty merchants for different ones.
        Index(
            "uq_coupons_site_code",
            "code",
            unique=True,
            sqlite_where=text("merchant_id IS NULL"),
            postgresql_where=text("merchant_id IS NULL"),
        ),
        Index("ix_coupons_merchant", "merchant_id", "id"),
        CheckConstraint("access IN ('public', 'code')", name="access"),
        CheckConstraint(
            "kind = 'amount' AND amount_cents > 0 AND rate_bps = 0"
            " OR kind = 'percent' AND amount_cents = 0 AND rate_bps BETWEEN 100 AND 9000",
            name="kind",
        ),
        CheckConstraint("most_cents > 0", name="most_positive"),
        CheckConstraint("total_limit IS NULL OR granted_count <= total_limit", name="total_limit"),
        CheckConstraint("per_person BETWEEN 1 AND 99", name="per_person"),
        CheckConstraint("ends_at > starts_at", name="window"),
        CheckConstraint("product_id IS NULL OR category_id IS NULL", name="scope"),
        not_negative("from_cents"),
        not_negative("granted_count"),
    )

    id: Mapped[int] = primary_key()
    merchant_id: Mapped[int | None] = fk("merchants.id", nullable=True)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(60))
    access: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(7))
    amount_cents: Mapped[int] = mapped_column(default=0)
    rate_bps: Mapped[int] = mapped_column(default=0)
    most_cents: Mapped[int | None]
    from_cents: Mapped[int] = mapped_column(default=0)
    product_id: Mapped[int | None] = fk("products.id", nullable=True)
    category_id: Mapped[int | None] = fk("categories.id", nullable=True)
    for_new_members: Mapped[bool] = mapped_column(default=False)
    stacks_with_angel_price: Mapped[bool] = mapped_column(default=False)
    # Whose visit a use of the code counts as. It never counts for more than a visit to her store.
    angel_id: Mapped[int | None] = fk("users.id", nullable=True)
    total_limit: Mapped[int | None]
    per_person: Mapped[int] = mapped_column(default=1)
    granted_count: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Nobody gets one any more. Who holds one may use it until `ends_at`.
    closed_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = fk("users.id")
    created_at: Mapped[datetime]


class CouponGrant(Model):
    """One person's coupon. `state`: held, used. It comes back to `held` when every order that it was used for was
    cancelled, has expired or was given back in full. `nth` makes the limit per person the database's own."""

    __tablename__ = "coupon_grants"
    __table_args__ = (
        UniqueConstraint("coupon_id", "user_id", "nth"),
        Index("ix_coupon_grants_user", "user_id", "state", "id"),
        CheckConstraint("state IN ('held', 'used')", name="state"),
        CheckConstraint("nth >= 1", name="nth"),
    )

    id: Mapped[int] = primary_key()
    coupon_id: Mapped[int] = fk("coupons.id")
    user_id: Mapped[int] = fk("users.id")
    nth: Mapped[int]
    state: Mapped[str] = mapped_column(String(4))
    granted_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]


class CouponUse(Model):
    """A coupon on an order, frozen: its name, who pays, and how much came off. An order has one of the merchant's
    and one of the site's at most. `returned_at` is when the order ended and let go of the coupon."""

    __tablename__ = "coupon_uses"
    __table_args__ = (
        UniqueConstraint("order_id", "payer"),
        Index("ix_coupon_uses_coupon", "coupon_id", "id"),
        Index("ix_coupon_uses_grant", "grant_id", "returned_at"),
        CheckConstraint("payer IN ('merchant', 'site')", name="payer"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id")
    coupon_id: Mapped[int] = fk("coupons.id")
    grant_id: Mapped[int] = fk("coupon_grants.id")
    payer: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(20))
    amount_cents: Mapped[int]
    used_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
