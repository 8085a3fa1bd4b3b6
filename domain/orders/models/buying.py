"""Before an order: cart, addresses, one press of the button."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class CartLine(Model):
    """Of a person, or of a browser that nobody has signed in with yet. `price_seen_cents` is what a piece cost when
    the line was last touched; `wanted` how many she asked for when there were fewer."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("user_id", "variant_id"),
        UniqueConstraint("visitor_id", "variant_id"),
        Index(
            "ix_cart_lines_guests",
            "added_at",
            sqlite_where=text("visitor_id IS NOT NULL"),
            postgresql_where=text("visitor_id IS NOT NULL"),
        ),
        CheckConstraint("(user_id IS NULL) <> (visitor_id IS NULL)", name="one_owner"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int | None] = fk("users.id", nullable=True)
    visitor_id: Mapped[str | None] = mapped_column(String(43))
    variant_id: Mapped[int] = fk("variants.id")
    quantity: Mapped[int]
    wanted: Mapped[int | None]
    price_seen_cents: Mapped[int]
    added_at: Mapped[datetime]


class Address(Model):
    """In somebody's address book. At most one of hers is the default (kept by the actions)."""

    __tablename__ = "addresses"

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id", index=True)
    recipient: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30))
    region: Mapped[str] = mapped_column(String(100))
    street: Mapped[str] = mapped_column(String(200))
    is_default: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime]


class Checkout(Model):
    """One press of the button: the orders it made, one a merchant and way of delivery. The same key with the same body answers the
    same; with another body it is refused."""

    __tablename__ = "checkouts"
    __table_args__ = (UniqueConstraint("buyer_id", "idempotency_key"),)

    id: Mapped[int] = primary_key()
    buyer_id: Mapped[int] = fk("users.id")
    idempotency_key: Mapped[str] = mapped_column(String(64))
    body_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
