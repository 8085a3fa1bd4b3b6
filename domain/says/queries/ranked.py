"""Repurchase first: the newest 500 posts of a list, ordered by what their authors have verifiably done with the thing,
never by likes. The window stands still while it is paged through: what is said meanwhile is for the next look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, select

from core import clock
from core.db import session
from core.paging import SIZE, Page
from domain.orders.models import Purchase
from domain.people.kinds import kind_of
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post
from domain.says.queries.cards import cards
from domain.says.queries.feed import Source, followed, ids_of, shape_of, without_words_inside, words_of
from domain.says.queries.post_card import PostCard
from domain.says.queries.quotes import without_repeats
from domain.says.queries.standing import TOP, Rows
from domain.says.queries.switches import ALL, Switches, says_any

WINDOW = 500
# Whoever is befriended meanwhile adds to what lies between the window's ends.
READ_AGAIN = 2 * WINDOW

Find = Callable[[int, int, int], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The window's newest and oldest id, when it was fixed, and the place of the last post shown."""

    top: int
    bottom: int
    at: int
    rank: int
    id: int

    def __str__(self) -> str:
        return f"{self.top}.{self.bottom}.{self.at}.{self.rank}.{self.id}"


def ranked_feed(
    viewer: Viewer, after: str = "", size: int = SIZE, switches: Switches = ALL
) -> Page[PostCard]:
    """The feed with what was bought again first. `after` is the cursor of the page before; what is no cursor begins
    at the beginning."""
    shape = shape_of(viewer)

    def find(start: int, many: int, lowest: int) -> Sequence[Any]:
        start = min(start, shape.newest + 1)
        return followed(viewer, shape, switches, as_facts, facts, start=start, many=many, lowest=lowest)

    return _ranked(viewer, find, shape.words, after, size)


def ranked_discover(
    viewer: Viewer, after: str = "", size: int = SIZE, switches: Switches = ALL
) -> Page[PostCard]:
    """The same of what everybody may read."""
    statement = as_facts(kind_of(viewer), "public", switches)

    def find(start: int, many: int, lowest: int) -> Sequence[Any]:
        return facts(viewer, statement, start=start, many=many)

    return _ranked(viewer, find, words_of(viewer), after, size)


def _ranked(viewer: Viewer, find: Find, words: Sequence[str], after: str, size: int) -> Page[PostCard]:
    cursor = _cursor(after)
    if cursor is None:
        window = find(TOP, WINDOW, 0)
        at = clock.now().replace(microsecond=0)
    else:
        window = [row for row in find(cursor.top + 1, READ_AGAIN, cursor.bottom) if row.id >= cursor.bottom]
        at = datetime.fromtimestamp(cursor.at, UTC)
    if not window:
        return Page([])
    top, bottom = (window[0].id, window[-1].id) if cursor is None else (cursor.top, cursor.bottom)
    if words:
        window = [row for row in window if row.author_id == viewer.id or not says_any(words, row.body)]
    places = sorted(
        ((rules.repurchase_rank(row.times, row.last_at, at), row.id) for row in window), reverse=True
    )
    if cursor is not None:
        places = [place for place in places if place < (cursor.rank, cursor.id)]
    shown = places[:size]
    ranks = {post_id: rank for rank, post_id in shown}
    left = without_words_inside(cards(viewer, list(ranks)), words)
    found = [replace(card, rank=ranks[card.id]) for card in without_repeats(left)]
    if len(places) <= size:
        return Page(found)
    rank, post_id = shown[-1]
    return Page(found, str(_Cursor(top, bottom, int(at.timestamp()), rank, post_id)))


def _cursor(text: str) -> _Cursor | None:
    parts = text.split(".")
    if len(parts) != 5 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    found = _Cursor(*map(int, parts))
    # Up to the year 9999; later ones are no instants.
    return found if 0 < found.bottom <= found.top and found.at < 253_402_300_800 else None


@cache
def as_facts(kind: str, source: Source, switches: Switches) -> Rows:
    """What the order is made of, one row a post."""
    wanted = ids_of(kind, source, switches)
    bought = and_(
        Purchase.user_id == Post.author_id, Purchase.product_id == Post.product_id, Purchase.times > 0
    )
    return (
        select(Post.id, Post.author_id, Post.body, Purchase.times, Purchase.last_at)
        .select_from(wanted)
        .join(Post, Post.id == wanted.c.id)
        .outerjoin(Purchase, bought)
        .order_by(wanted.c.id.desc())
    )


def facts(viewer: Viewer, statement: Rows, **values: object) -> Sequence[Any]:
    return session.execute(statement, {"me": viewer.id, **values}).all()
