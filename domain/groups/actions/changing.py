"""A message of the chat is not what it was: the pages that show it are to show it anew."""

from sqlalchemy import func, select

from core.db import session
from core.unit import record
from domain.groups.actions.membership import ensure_group
from domain.groups.events import MessageChanged
from domain.groups.models import Message, MessageChange


def note_change(message: Message) -> None:
    """To be called inside the action that has changed it."""
    ensure_group(message.product_id)
    last = session.scalar(
        select(func.max(MessageChange.number)).where(MessageChange.product_id == message.product_id)
    )
    session.merge(MessageChange(message_id=message.id, product_id=message.product_id, number=(last or 0) + 1))
    session.flush()
    record(MessageChanged(message.id, message.product_id))
