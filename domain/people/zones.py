"""In whose days somebody counts."""

from sqlalchemy import select

from core.db import session
from domain.people.models import User


def zone_of(user_id: int) -> str:
    """The time zone of her settings, UTC when she has chosen none."""
    return session.scalar(select(User.time_zone).where(User.id == user_id)) or "UTC"
