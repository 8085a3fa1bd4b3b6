"""What pages that are open must learn of beside new messages, and who does not want to be seen there."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.db import Model, fk


class MessageChange(Model):
    """A message that has been folded, opened again, deleted or edited since it was sent. `number` counts the group's
    changes, taken under the group's lock; a message that changes again takes the next one."""

    __tablename__ = "message_changes"
    __table_args__ = (Index("ix_message_changes_product", "product_id", "number", unique=True),)

    message_id: Mapped[int] = fk("messages.id", primary_key=True, autoincrement=False)
    product_id: Mapped[int] = fk("groups.product_id")
    number: Mapped[int]


class UnseenPerson(Model):
    """Nobody is told that she has a chat open or is typing in it."""

    __tablename__ = "unseen_people"

    user_id: Mapped[int] = fk("users.id", primary_key=True, autoincrement=False)
    since_at: Mapped[datetime]
