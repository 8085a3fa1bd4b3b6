"""An order, its frozen lines, its history, its parcels, and what somebody has bought."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class Order(Model):
    """States and their ways: domain/orders/rules.py. `cash_holder` says who collects the buyer's money. `delivery`:
    parcel, pickup or digital; how it is sent and for how much is frozen in OrderDelivery."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_orders_buyer", "buyer_id", "id"),
        Index("ix_orders_merchant", "merchant_id", "state", "id"),
        Index("ix_orders_merchant_newest", "merchant_id", "id"),
        Index("ix_orders_merchant_paid", "merchant_id", "paid_at"),
        Index("ix_orders_checkout", "checkout_id"),
        Index("ix_orders_reserved_until", "state", "reserved_until_at"),
        Index("ix_orders_received", "received_at"),
        CheckConstraint("delivery IN ('parcel', 'pickup', 'digital')", name="delivery"),
        CheckConstraint("cash_holder IN ('platform', 'merchant')", name="cash_holder"),
        CheckConstraint("total_cents = goods_cents - discount_cents + shipping_cents", name="total"),
        CheckConstraint("refunded_cents BETWEEN 0 AND total_cents", name="refunded"),
        not_negative("goods_cents"),
        not_negative("discount_cents"),
        not_negative("shipping_cents"),
    )

    id: Mapped[int] = primary_key()
    number: Mapped[str] = mapped_column(String(12))
    checkout_id: Mapped[int | None] = fk("checkouts.id", nullable=True)
    buyer_id: Mapped[int] = fk("users.id")
    merchant_id: Mapped[int] = fk("merchants.id")
    state: Mapped[str] = mapped_column(String(20))
    payment_method: Mapped[str] = mapped_column(String(12))
    cash_holder: Mapped[str] = mapped_column(String(8))
    delivery: Mapped[str] = mapped_column(String(8), default="parcel")
    currency: Mapped[str] = mapped_column(String(3))
    goods_cents: Mapped[int]
    discount_cents: Mapped[int] = mapped_column(default=0)
    shipping_cents: Mapped[int] = mapped_column(default=0)
    total_cents: Mapped[int]
    refunded_cents: Mapped[int] = mapped_column(default=0)
    fee_bps: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    region: Mapped[str] = mapped_column(String(100), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    placed_at: Mapped[datetime]
    reserved_until_at: Mapped[datetime | None]
    buyer_says_paid_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    # When the first of several parcels left; `shipped_at` is when nothing was left to send.
    part_sent_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class OrderLine(Model):
    """The offer as it was bought: text, picture, price, rate and who is credited, frozen at placement.
    gross = unit price x quantity; net = gross - discount, what the buyer pays; `refunded_*` grow with accepted
    refunds. Of the discount the merchant gives the angel price and `coupon_cents`, the site `site_coupon_cents`."""

    __tablename__ = "order_lines"
    __table_args__ = (
        Index("ix_order_lines_order", "order_id"),
        Index("ix_order_lines_product", "product_id", "id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("net_cents = unit_price_cents * quantity - discount_cents", name="net"),
        CheckConstraint("net_cents >= 0", name="net_not_negative"),
        CheckConstraint("coupon_cents + site_coupon_cents <= discount_cents", name="coupons"),
        CheckConstraint("subsidy_cents BETWEEN 0 AND site_coupon_cents", name="subsidy"),
        not_negative("coupon_cents"),
        not_negative("site_coupon_cents"),
        CheckConstraint("refunded_cents BETWEEN 0 AND net_cents", name="refunded"),
        CheckConstraint("refunded_quantity BETWEEN 0 AND quantity", name="refunded_quantity"),
        CheckConstraint("shipped_quantity >= 0 AND withdrawn_quantity >= 0", name="sent_not_negative"),
        CheckConstraint("shipped_quantity + withdrawn_quantity <= quantity", name="sent_at_most_bought"),
    )

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id")
    product_id: Mapped[int] = fk("products.id")
    variant_id: Mapped[int] = fk("variants.id")
    title: Mapped[str] = mapped_column(String(120))
    variant_name: Mapped[str] = mapped_column(String(60), default="")
    picture_key: Mapped[str | None] = mapped_column(String(40))
    unit_price_cents: Mapped[int]
    quantity: Mapped[int]
    discount_cents: Mapped[int] = mapped_column(default=0)
    coupon_cents: Mapped[int] = mapped_column(default=0)
    site_coupon_cents: Mapped[int] = mapped_column(default=0)
    net_cents: Mapped[int]
    refunded_cents: Mapped[int] = mapped_column(default=0)
    refunded_quantity: Mapped[int] = mapped_column(default=0)
    # The platform's fee that is still posted for this line; a refund posts the difference.
    fee_cents: Mapped[int] = mapped_column(default=0)
    # What the site still pays the merchant for its coupon: all of it once paid, less by each refund.
    subsidy_cents: Mapped[int] = mapped_column(default=0)
    rate_bps: Mapped[int] = mapped_column(default=0)
    # What the commission may not exceed: the shop's limit, or this line's part of the order's. Empty for none.
    commission_cap_cents: Mapped[int | None]
    angel_id: Mapped[int | None] = fk("users.id", nullable=True)
    # Why she is credited: chosen, product_touch, store_touch; nobody; angel_price.
    credit_basis: Mapped[str] = mapped_column(String(16), default="nobody")
    touch_id: Mapped[int | None] = fk("touches.id", nullable=True)
    offer_id: Mapped[int | None] = fk("offers.id", nullable=True)
    # Pieces that are in a parcel, and pieces that never will be: they were given back before they were sent.
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    withdrawn_quantity: Mapped[int] = mapped_column(default=0)
    # When the last of its pieces arrived.
    received_at: Mapped[datetime | None]


class OrderStep(Model):
    """The history of an order's states."""

    __tablename__ = "order_steps"
    __table_args__ = (Index("ix_order_steps_order", "order_id", "id"),)

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id")
    from_state: Mapped[str] = mapped_column(String(20), default="")
    to_state: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = fk("users.id", nullable=True)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")


class Shipment(Model):
    """A parcel. `received_by_id` is empty when the clock counted it as received."""

    __tablename__ = "shipments"
    __table_args__ = (Index("ix_shipments_under_way", "received_at", "shipped_at"),)

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id", index=True)
    carrier: Mapped[str] = mapped_column(String(60))
    tracking_number: Mapped[str] = mapped_column(String(60))
    # Nobody: what is digital is handed over by itself.
    by_id: Mapped[int | None] = fk("users.id", nullable=True)
    shipped_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = fk("users.id", nullable=True)


class ShipmentLine(Model):
    """How many pieces of a line are in a parcel."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    shipment_id: Mapped[int] = fk("shipments.id", primary_key=True)
    order_line_id: Mapped[int] = fk("order_lines.id", primary_key=True, index=True)
    quantity: Mapped[int]


class Purchase(Model):
    """How often somebody bought a product: received, not fully refunded order lines. Kept in the transaction of
    the order's step, recounted by `check`. All marks "bought 3 times" come from here."""

    __tablename__ = "purchases"
    __table_args__ = (
        Index("ix_purchases_product", "product_id", "user_id"),
        not_negative("times"),
        {"sqlite_with_rowid": False},
    )

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    product_id: Mapped[int] = fk("products.id", primary_key=True)
    times: Mapped[int]
    last_at: Mapped[datetime]
