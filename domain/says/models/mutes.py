"""Tables of what a member does not want to meet in her feed."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class ProductMute(Model):
    """No more of this."""

    __tablename__ = "product_mutes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    product_id: Mapped[int] = fk("products.id", primary_key=True)
    created_at: Mapped[datetime]


class WordMute(Model):
    """`folded` is the word as it is compared: lower case, simplified characters."""

    __tablename__ = "word_mutes"
    __table_args__ = (UniqueConstraint("user_id", "folded"),)

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id")
    word: Mapped[str] = mapped_column(String(40))
    folded: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
