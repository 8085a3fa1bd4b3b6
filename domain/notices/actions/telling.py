"""Telling people of something: one row each, grouped with what she has not read yet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from core.db import lock, session
from domain.notices import rules
from domain.notices.models import ACTORS_KEPT, Notice
from domain.people.models import Block, User


def tell(
    user_ids: Collection[int],
    *,
    kind: str,
    target: tuple[str, int],
    at: datetime,
    actor_id: int = 0,
    facts: Mapping[str, Any] | None = None,
    sums: Sequence[str] = (),
) -> None:
    """Inside an action. Nobody is told of her own deed, or of somebody with whom a block stands between; whether she
    may see the thing itself is asked by whoever calls. `at` is when it happened."""
    for user_id in _to_be_told(user_ids, actor_id):
        fresh = Notice(
            user_id=user_id,
            kind=kind,
            target_type=target[0],
            target_id=target[1],
            actor_ids=[actor_id] if actor_id else [],
            actor_count=1 if actor_id else 0,
            facts=dict(facts or {}),
            first_at=at,
            last_at=at,
        )
        if not _insert(fresh):
            _merge(fresh, sums)


def _to_be_told(user_ids: Collection[int], actor_id: int) -> list[int]:
    wanted = {user_id for user_id in user_ids if user_id and user_id != actor_id}
    if not wanted:
        return []
    block = aliased(Block)
    apart = exists().where(
        or_(
            (block.blocker_id == User.id) & (block.blocked_id == actor_id),
            (block.blocker_id == actor_id) & (block.blocked_id == User.id),
        )
    )
    statement = select(User.id).where(User.id.in_(wanted), User.closed_at.is_(None), ~apart).order_by(User.id)
    return list(session.scalars(statement))


def _insert(fresh: Notice) -> bool:
    """False when an unread one about the same is there."""
    insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    values = {name: getattr(fresh, name) for name in _WRITTEN}
    statement = insert(Notice).values(**values)
    statement = statement.on_conflict_do_nothing(
        index_elements=[Notice.user_id, Notice.kind, Notice.target_type, Notice.target_id],
        index_where=Notice.read_at.is_(None),
    )
    return session.scalar(statement.returning(Notice.id)) is not None


_WRITTEN = (
    "user_id",
    "kind",
    "target_type",
    "target_id",
    "actor_ids",
    "actor_count",
    "facts",
    "first_at",
    "last_at",
)


def _merge(fresh: Notice, sums: Sequence[str]) -> None:
    there = session.scalars(
        lock(
            select(Notice).where(
                Notice.user_id == fresh.user_id,
                Notice.kind == fresh.kind,
                Notice.target_type == fresh.target_type,
                Notice.target_id == fresh.target_id,
                Notice.read_at.is_(None),
            )
        )
    ).one()
    actor_id = fresh.actor_ids[0] if fresh.actor_ids else 0
    there.actor_ids, there.actor_count = rules.with_actor(
        there.actor_ids, there.actor_count, actor_id, ACTORS_KEPT
    )
    # A job that was put off comes late: what it tells is older than what stands there.
    older, newer = sorted((there, fresh), key=lambda one: one.last_at)
    there.facts = rules.merged(older.facts, newer.facts, sums)
    there.last_at = max(there.last_at, fresh.last_at)
    session.flush()
