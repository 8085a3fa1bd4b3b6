"""Which of the short lessons for merchants somebody has read."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk


class LessonRead(Model):
    __tablename__ = "lessons_read"

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    slug: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]
