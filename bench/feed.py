"""What the feed asks of the database, by itself: the ids and the cards of one page, for readers who follow few or many
people. Needs a world in which somebody does (`demo load --size large`)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from core.db import session
from core.paging import SIZE
from domain.people.models import Follow
from domain.people.viewer import Viewer
from domain.says import queries
from domain.says.queries import ALL, Switches, feed, ranked
from domain.viewers import viewer_of

FOLLOWS = (150, 500, 2_000, 5_000)
READERS = 20


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds over all readers and rounds, the first round left out. `cpu_ms` is the median of this process's own
    processor time: on SQLite all the work, whatever else the machine does meanwhile."""

    follows: int
    what: str
    readers: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    cpu_ms: float


def measure(rounds: int = 5) -> Iterator[Timing]:
    """One row for each number of people followed and each way to read the feed."""
    for count in FOLLOWS:
        readers = _readers(count)
        for what, read in WAYS.items():
            if readers:
                both = list(_times(readers, read, rounds))
                times, busy = sorted(wall for wall, _ in both), sorted(cpu for _, cpu in both)
                yield Timing(
                    count,
                    what,
                    len(readers),
                    times[len(times) // 2],
                    times[len(times) * 95 // 100],
                    times[-1],
                    busy[len(busy) // 2],
                )


def _readers(count: int) -> list[Viewer]:
    """Members who follow that many people, within a tenth."""
    many = func.count(Follow.followee_id)
    statement = (
        select(Follow.follower_id)
        .group_by(Follow.follower_id)
        .having(many.between(count * 9 // 10, count * 11 // 10))
        .order_by(Follow.follower_id.desc())
        .limit(READERS)
    )
    return [viewer_of(user_id) for user_id in session.scalars(statement)]


def _times(
    readers: list[Viewer], read: Callable[[Viewer], object], rounds: int
) -> Iterator[tuple[float, float]]:
    for number in range(rounds + 1):
        for reader in readers:
            begun, busy = time.perf_counter(), time.process_time()
            read(reader)
            took = (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000
            # Each page of the site begins a transaction of its own.
            session.rollback()
            if number:
                yield took


def _page(viewer: Viewer, switches: Switches = ALL, back: int = 0) -> object:
    shape = feed.shape_of(viewer)
    start = shape.newest + 1 - back
    return feed.followed(viewer, shape, switches, feed.as_cards, feed.posts_in, start=start, many=SIZE + 1)


def _window(viewer: Viewer) -> object:
    """What "repurchase first" asks before it draws cards."""
    shape = feed.shape_of(viewer)
    return feed.followed(
        viewer,
        shape,
        ALL,
        ranked.as_facts,
        ranked.facts,
        start=shape.newest + 1,
        many=ranked.WINDOW,
    )


WAYS: dict[str, Callable[[Viewer], object]] = {
    "first page": _page,
    "300,000 posts ago": lambda viewer: _page(viewer, back=300_000),
    "only reviews": lambda viewer: _page(viewer, Switches(reviews=True)),
    "without ads": lambda viewer: _page(viewer, Switches(without_ads=True)),
    "what I own": lambda viewer: _page(viewer, Switches(own=True)),
    "repurchase first: the window": _window,
    "count of new": lambda viewer: queries.new_in_feed(viewer, feed.shape_of(viewer).newest - 1_000),
}
