"""The list of a shop's fans, the latest to show herself first: two queries a page, three with tags to choose from."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, func, or_, select, tuple_

from core import clock
from core.db import session
from core.paging import SIZE, Page, page_of
from core.policy import require
from domain.fans import rules
from domain.fans.fandom import COUNTS, fandom, with_fact, with_tag
from domain.fans.models import FanTag
from domain.merchants.policy import can_support
from domain.people.models import User
from domain.people.policy import visible_people
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

TAGS_OFFERED = 50


@dataclass(frozen=True, slots=True)
class TagChip:
    id: int
    kind: str
    words: str
    folded: str


@dataclass(frozen=True, slots=True)
class FanRow:
    """`seen`: week, month, or empty for longer ago. The counts are of things with this shop."""

    person: PersonCard
    bought: int
    kept: int
    endorses: int
    rated: int
    follows: int
    member: int
    bought_at: datetime | None
    last_at: datetime
    seen: str
    tags: tuple[TagChip, ...] = ()


def fans_of(
    viewer: Viewer,
    merchant_id: int,
    *,
    fact: str = "",
    tag: str = "",
    named: str = "",
    before: str = "",
    size: int = SIZE,
) -> Page[FanRow]:
    """`fact` is one of `rules.FACTS`, `tag` a folded tag, `named` the beginning of a handle or a part of a name."""
    require(can_support(viewer, merchant_id))
    of = fandom(merchant_id)
    statement = visible_people(rows_of(of), viewer)
    statement = with_tag(with_fact(statement, of, fact if fact in rules.FACTS else ""), of, merchant_id, tag)
    if named := named.strip().lstrip("@").lower()[:40]:
        statement = statement.where(
            or_(
                User.handle.startswith(named, autoescape=True),
                func.lower(User.display_name).contains(named, autoescape=True),
            )
        )
    if (cursor := _read(before)) is not None:
        statement = statement.where(tuple_(of.c.last_at, of.c.user_id) < cursor)
    statement = statement.order_by(of.c.last_at.desc(), of.c.user_id.desc()).limit(size + 1)
    page = page_of(session.execute(statement).all(), size, _cursor)
    tags = tags_of(merchant_id, [row.user_id for row in page.items])
    return Page([fan_row(row, tags.get(row.user_id, ())) for row in page.items], page.next_cursor)


def rows_of(of: Subquery) -> Select[Any]:
    return select(
        of.c.user_id,
        *(of.c[name] for name in COUNTS),
        of.c.bought_at,
        of.c.last_at,
        User.handle,
        User.display_name,
        User.avatar_key,
        User.last_seen_at,
    ).join(User, User.id == of.c.user_id)


def fan_row(row: Any, tags: tuple[TagChip, ...]) -> FanRow:
    return FanRow(
        person=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        bought=int(row.bought),
        kept=int(row.kept),
        endorses=int(row.endorses),
        rated=int(row.rated),
        follows=int(row.follows),
        member=int(row.member),
        bought_at=row.bought_at,
        last_at=row.last_at,
        seen=_seen(row.last_seen_at),
        tags=tags,
    )


def tags_of(merchant_id: int, user_ids: Collection[int]) -> dict[int, tuple[TagChip, ...]]:
    """person -> what the shop says of her. One query if there is anybody."""
    if not user_ids:
        return {}
    statement = select(FanTag.user_id, FanTag.id, FanTag.kind, FanTag.words, FanTag.folded).where(
        FanTag.merchant_id == merchant_id, FanTag.user_id.in_(user_ids), FanTag.removed_at.is_(None)
    )
    found: dict[int, list[TagChip]] = defaultdict(list)
    for row in session.execute(statement.order_by(FanTag.id)):
        found[row.user_id].append(TagChip(row.id, row.kind, row.words, row.folded))
    return {user_id: tuple(tags) for user_id, tags in found.items()}


def tags_in_use(viewer: Viewer, merchant_id: int) -> list[tuple[str, str, int]]:
    """(folded, words, how many fans) of the shop's tags, the commonest first."""
    require(can_support(viewer, merchant_id))
    statement = (
        select(FanTag.folded, func.min(FanTag.words), func.count())
        .where(FanTag.merchant_id == merchant_id, FanTag.removed_at.is_(None))
        .group_by(FanTag.folded)
        .order_by(func.count().desc(), FanTag.folded)
        .limit(TAGS_OFFERED)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _seen(at: datetime | None) -> str:
    """Only roughly: a shop need not know when somebody is at her telephone."""
    if at is None or at < clock.now() - timedelta(days=31):
        return ""
    return "week" if at > clock.now() - timedelta(days=7) else "month"


def _cursor(row: Any) -> str:
    return f"{int(row.last_at.timestamp() * 1_000_000)}.{row.user_id}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    at, _, number = cursor.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (at, number)):
        return None
    try:
        seconds, micros = divmod(int(at), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(number)
    except (OverflowError, ValueError, OSError):
        return None
