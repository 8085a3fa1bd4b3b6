"""How a member arranges her angel store. What stands in it follows from endorsements and ratings."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk


class StoreItem(Model):
    """Her own touch on one product: hidden, pinned, a few words. No row: as it comes."""

    __tablename__ = "store_items"

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    product_id: Mapped[int] = fk("products.id", primary_key=True)
    hidden: Mapped[bool] = mapped_column(default=False)
    pinned_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(String(140), default="")
