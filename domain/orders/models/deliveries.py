"""How an order reaches its buyer, as it was offered."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class OrderDelivery(Model):
    """A part of an order's shipping fee: the name of the template, what it asked, and for how many grams. `words`:
    where to fetch it, or what she reads who has paid. The fees of an order's parts are its shipping fee."""

    __tablename__ = "order_deliveries"
    __table_args__ = (not_negative("fee_cents"), not_negative("grams"))

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id", index=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    fee_cents: Mapped[int]
    grams: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(Text, default="")
