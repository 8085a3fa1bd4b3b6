"""Before an order: cart, addresses, one press of the button."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class CartLine(Model):
    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("user_id", "variant_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id")
    variant_id: Mapped[int] = fk("variants.id")
    quantity: Mapped[int]
    added_at: Mapped[datetime]


class Address(Model):
    __tablename__ = "addresses"

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id", index=True)
    recipient: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30))
    region: Mapped[str] = mapped_column(String(100))
    street: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime]


class Checkout(Model):
    """One press of the button: the orders it made, one a merchant. The same key with the same body answers the
    same; with another body it is refused."""

    __tablename__ = "checkouts"
    __table_args__ = (UniqueConstraint("buyer_id", "idempotency_key"),)

    id: Mapped[int] = primary_key()
    buyer_id: Mapped[int] = fk("users.id")
    idempotency_key: Mapped[str] = mapped_column(String(64))
    body_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
