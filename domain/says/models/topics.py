"""Tables of #topics."""

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key


class Topic(Model):
    """`key` is the name in lower case and simplified characters, so that one topic is one page."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = primary_key()
    key: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(50))


class PostTopic(Model):
    __tablename__ = "post_topics"
    __table_args__ = (Index("ix_post_topics_post", "post_id"), {"sqlite_with_rowid": False})

    topic_id: Mapped[int] = fk("topics.id", primary_key=True)
    post_id: Mapped[int] = fk("posts.id", primary_key=True)
