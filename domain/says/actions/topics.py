"""Keeping the #topics that posts name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import session
from domain.says.models import PostTopic, Topic


def write(post_id: int, topics: Mapping[str, str], *, is_new: bool = False) -> None:
    """Inside an action: the post names these topics (key -> name as written) and no others."""
    if not is_new:
        session.execute(
            delete(PostTopic).where(PostTopic.post_id == post_id).execution_options(synchronize_session=False)
        )
    if topics:
        ids = _ids_of(topics)
        session.execute(insert(PostTopic), [{"topic_id": one, "post_id": post_id} for one in ids])


def _ids_of(topics: Mapping[str, str]) -> list[int]:
    """Those that nobody has named before are made; a name keeps the spelling in which it came first."""
    known = select(Topic.id, Topic.key).where(Topic.key.in_(topics)).order_by(Topic.id)
    found = {row.key: row.id for row in session.execute(known)}
    if missing := sorted(topics.keys() - found.keys()):
        make: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
        rows = [{"key": key, "name": topics[key]} for key in missing]
        session.execute(make(Topic).values(rows).on_conflict_do_nothing(index_elements=[Topic.key]))
        found = {row.key: row.id for row in session.execute(known)}
    return sorted(found.values())
