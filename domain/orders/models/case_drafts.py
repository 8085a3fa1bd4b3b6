"""Pictures of a case whose form could not be taken yet."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class OrderCasePictureDraft(Model):
    """A picture in the private store that waits for its form to be sent again; only its owner sees it."""

    __tablename__ = "order_case_picture_drafts"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_order_case_picture_drafts_owner", "owner_id"),
        Index("ix_order_case_picture_drafts_created", "created_at"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    key: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime]
