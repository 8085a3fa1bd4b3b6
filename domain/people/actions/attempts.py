"""Throttles that are kept in the database, so that all workers share them: sign-in, registration, reset."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, func, select

from core import clock
from core.db import session
from core.errors import Throttled
from core.i18n import N_
from core.unit import action
from domain.people import rules
from domain.people.models import Attempt

BROWSER_KNOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries of one key in a window. Keys are hashed: what people typed is not kept."""

    key: str
    most: int
    window: timedelta


@action(quiet=True)
def take(scope: str, limits: Sequence[Limit]) -> list[int]:
    """Uses up one try of each limit, or raises Throttled and uses none. Returns what `give_back` takes."""
    _wait_for_turn(scope, limits)
    at = clock.now()
    for limit in limits:
        newest = (
            select(Attempt.at)
            .where(Attempt.scope == scope, Attempt.key == _hashed(limit.key))
            .order_by(Attempt.at.desc())
            .limit(limit.most)
        )
        wait = rules.wait_seconds(list(session.scalars(newest)), limit.most, limit.window, at)
        if wait:
            raise too_often(wait)
    rows = [Attempt(scope=scope, key=_hashed(limit.key), at=at) for limit in limits]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _wait_for_turn(scope: str, limits: Sequence[Limit]) -> None:
    """On PostgreSQL many tries at once would each count before any is written. SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    digests = (hashlib.sha256(f"{scope} {limit.key}".encode()).digest() for limit in limits)
    for number in sorted(int.from_bytes(digest[:8], signed=True) for digest in digests):
        session.execute(select(func.pg_advisory_xact_lock(number)))


def too_often(wait_seconds: int) -> Throttled:
    minutes = -(-wait_seconds // 60)
    return Throttled(
        N_("Too many tries. Please wait %(minutes)s min and try again."),
        retry_after=wait_seconds,
        minutes=minutes,
    )


@action(quiet=True)
def give_back(taken: Sequence[int]) -> None:
    """The tries were honest ones and do not count."""
    session.execute(delete(Attempt).where(Attempt.id.in_(taken)))


def remember_browser(user_id: int, visitor_id: str) -> None:
    """Notes, inside an action, that this browser has signed in to this account."""
    session.add(Attempt(scope="known", key=_hashed(f"{user_id} {visitor_id}"), at=clock.now()))


def knows_browser(user_id: int, visitor_id: str) -> bool:
    """Whether this browser has signed in to this account lately."""
    statement = select(Attempt.id).where(
        Attempt.scope == "known",
        Attempt.key == _hashed(f"{user_id} {visitor_id}"),
        Attempt.at > clock.now() - BROWSER_KNOWN,
    )
    return session.scalar(statement.limit(1)) is not None


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that a household has in IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else address


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
