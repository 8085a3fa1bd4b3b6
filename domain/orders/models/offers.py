"""What a product promised when it was bought."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class Offer(Model):
    """A product's words and pictures as they stood at some moment. The lines bought while nothing of it changed share
    one row; `digest` is the hash of all it says, `version` that of the product. `pictures`: key, alt, width, height,
    color of each."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("product_id", "digest"),)

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("products.id")
    digest: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime]
