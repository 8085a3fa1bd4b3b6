"""The members' chat."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class Message(Model):
    """A line of the members' chat. `client_id` lets a retried send arrive once."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("product_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("groups.product_id")
    seq: Mapped[int]
    author_id: Mapped[int] = fk("users.id")
    client_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    from_merchant: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
