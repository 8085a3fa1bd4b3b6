"""Telling people of something: one row each, grouped with what she has not read yet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import lock, session
from domain.notices import rules
from domain.notices.actions import gate
from domain.notices.actions.gate import Thing
from domain.notices.models import ACTORS_KEPT, Notice

AT_ONCE = 500


def tell(
    user_ids: Collection[int],
    *,
    kind: str,
    target: Thing,
    at: datetime,
    actor_id: int = 0,
    facts: Mapping[str, Any] | None = None,
    sums: Sequence[str] = (),
    thread: Thing | None = None,
    default: str = "mentions",
    words: Sequence[str] = (),
    hushed: Collection[int] = (),
) -> set[int]:
    """Inside an action. Nobody is told of her own deed, or of somebody with whom a block stands between; whether she
    may see the thing itself is asked by whoever calls. `at` is when it happened.

    `thread` is what one can want to hear much or little of, `default` how much those want who have not chosen.
    Whoever has muted the actor or something in `words`, or is among the `hushed`, has the notice, but read.
    Returns who is told now.
    """
    told: set[int] = set()
    for some in _portions(sorted({one for one in user_ids if one and one != actor_id})):
        reached = gate.reachable(some, actor_id)
        wanting = gate.wanting(reached, kind=kind, actor_id=actor_id, thread=thread, default=default)
        quiet = gate.hushed(wanting, actor_id, words) | (set(wanting) & set(hushed))
        news = _News(kind, target, at, actor_id, facts or {}, sums)
        _write(news, [one for one in wanting if one not in quiet])
        _write_read(news, [one for one in wanting if one in quiet])
        told |= set(wanting)
    return told


def _portions(user_ids: Sequence[int]) -> Iterator[list[int]]:
    left = iter(user_ids)
    while some := list(islice(left, AT_ONCE)):
        yield some


class _News:
    """What is told, for whomever."""

    def __init__(
        self,
        kind: str,
        target: Thing,
        at: datetime,
        actor_id: int,
        facts: Mapping[str, Any],
        sums: Sequence[str],
    ) -> None:
        self.kind, self.target, self.at, self.actor_id, self.sums = kind, target, at, actor_id, sums
        self.facts = dict(facts)

    def row(self, user_id: int, *, read_at: datetime | None = None) -> dict[str, Any]:
        return {
            "user_id": user_id,
            "kind": self.kind,
            "target_type": self.target[0],
            "target_id": self.target[1],
            "actor_ids": [self.actor_id] if self.actor_id else [],
            "actor_count": 1 if self.actor_id else 0,
            "facts": self.facts,
            "first_at": self.at,
            "last_at": self.at,
            "read_at": read_at,
        }

    def same(self, user_ids: Collection[int]) -> Any:
        """The notices of these people about the same."""
        return select(Notice).where(
            Notice.user_id.in_(user_ids),
            Notice.kind == self.kind,
            Notice.target_type == self.target[0],
            Notice.target_id == self.target[1],
        )


def _write(news: _News, user_ids: Sequence[int]) -> None:
    if not user_ids:
        return
    insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(Notice)
        .values([news.row(user_id) for user_id in user_ids])
        .on_conflict_do_nothing(
            index_elements=[Notice.user_id, Notice.kind, Notice.target_type, Notice.target_id],
            index_where=Notice.read_at.is_(None),
        )
        .returning(Notice.user_id)
    )
    grouped = set(user_ids) - set(session.scalars(statement))
    if not grouped:
        return
    there = lock(news.same(grouped).where(Notice.read_at.is_(None)).order_by(Notice.id))
    for notice in session.scalars(there).all():
        _merge(notice, news)
        if news.kind in rules.MAILED_AGAIN:
            notice.first_at, notice.mailed_at, notice.pushed_at = news.at, None, None
    session.flush()


def _write_read(news: _News, user_ids: Sequence[int]) -> None:
    """A notice that was born read is known by its reading at its first instant; more of the same joins it."""
    if not user_ids:
        return
    there = lock(news.same(user_ids).where(Notice.read_at == Notice.first_at).order_by(Notice.id))
    latest = {notice.user_id: notice for notice in session.scalars(there).all()}
    for notice in latest.values():
        _merge(notice, news)
    session.add_all(
        Notice(**news.row(user_id, read_at=news.at)) for user_id in user_ids if user_id not in latest
    )
    session.flush()


def _merge(there: Notice, news: _News) -> None:
    there.actor_ids, there.actor_count = rules.with_actor(
        there.actor_ids, there.actor_count, news.actor_id, ACTORS_KEPT
    )
    # A job that was put off comes late: what it tells is older than what stands there.
    pair = (there.facts, news.facts) if there.last_at <= news.at else (news.facts, there.facts)
    there.facts = rules.merged(*pair, news.sums)
    there.last_at = max(there.last_at, news.at)
