"""Who is told, and who is told so that it makes no noise: what a muted person or word causes is born read."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, or_, select

from core import clock, tokens
from core.db import BigId, session
from domain.notices import rules
from domain.notices.models import Watch
from domain.people.models import Block, Mute, User
from domain.says.models import WordMute
from domain.says.rules import muted_words

Thing = tuple[str, int]


def reachable(user_ids: Collection[int], actor_id: int) -> list[int]:
    """Those with an open account between whom and the actor no block stands, in order."""
    return list(session.scalars(_reachable(), {"people": list(user_ids), "actor": actor_id}))


@cache
def _reachable() -> Select[int]:
    """Put together once: that takes longer than running it."""
    actor = bindparam("actor", type_=BigId)
    apart = exists().where(
        or_(
            (Block.blocker_id == User.id) & (Block.blocked_id == actor),
            (Block.blocker_id == actor) & (Block.blocked_id == User.id),
        )
    )
    people: BindParameter[Any] = bindparam("people", expanding=True)
    return select(User.id).where(User.id.in_(people), User.closed_at.is_(None), ~apart).order_by(User.id)


def wanting(
    user_ids: Collection[int], *, kind: str, actor_id: int, thread: Thing | None, default: str
) -> list[int]:
    """Those of them who want to hear of it. `default` is the level of those who have chosen none."""
    if kind not in rules.NEEDED or not user_ids:
        return list(user_ids)
    levels = _levels(user_ids, thread, actor_id)
    return [
        user_id
        for user_id in user_ids
        if rules.is_wanted(
            kind, levels.get((user_id, "thread"), default), levels.get((user_id, "actor"), "mentions")
        )
    ]


def _levels(user_ids: Collection[int], thread: Thing | None, actor_id: int) -> dict[tuple[int, str], str]:
    things = {("person", actor_id): "actor"}
    if thread is not None:
        things[thread] = "thread"
    statement = select(Watch.user_id, Watch.target_type, Watch.target_id, Watch.level).where(
        Watch.user_id.in_(user_ids),
        or_(*((Watch.target_type == kind) & (Watch.target_id == number) for kind, number in things)),
    )
    return {
        (row.user_id, things[row.target_type, row.target_id]): row.level for row in session.execute(statement)
    }


def hushed(user_ids: Collection[int], actor_id: int, words: Iterable[str]) -> set[int]:
    """Those of them who have muted the actor, or a word that stands in one of the texts."""
    if not user_ids:
        return set()
    return _muting(user_ids, actor_id) | _minding(user_ids, words)


def _muting(user_ids: Collection[int], actor_id: int) -> set[int]:
    if not actor_id:
        return set()
    statement = select(Mute.user_id).where(
        Mute.user_id.in_(user_ids),
        Mute.muted_id == actor_id,
        or_(Mute.until_at.is_(None), Mute.until_at > clock.now()),
    )
    return set(session.scalars(statement))


def _minding(user_ids: Collection[int], words: Iterable[str]) -> set[int]:
    said = tokens.fold("\n".join(words))
    if not said:
        return set()
    muted: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(
        select(WordMute.user_id, WordMute.folded).where(WordMute.user_id.in_(user_ids))
    ):
        muted[row.user_id].append(row.folded)
    patterns = {user_id: muted_words(folded) for user_id, folded in muted.items()}
    return {user_id for user_id, pattern in patterns.items() if pattern and pattern.search(said)}
