"""What is due to go out, and to whom. For the jobs that send it; nothing here is shown on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from core import clock
from core.db import session
from domain.notices import rules
from domain.notices.models import Delivery, Notice
from domain.people.models import User

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to write to, at her own times."""

    user_id: int
    time_zone: str
    quiet_from: int
    quiet_to: int

    def is_quiet(self, at: datetime) -> bool:
        return rules.is_quiet(at, self.time_zone, self.quiet_from, self.quiet_to)


def readers_of_notices() -> Iterator[Reader]:
    """Those who have notices to be mailed and whom a mail may disturb now."""
    at = clock.now()
    waiting = _waiting(at).with_only_columns(Notice.user_id).distinct()
    wanting = _reachable(at).where(User.id.in_(waiting), or_(Delivery.by_mail, Delivery.by_mail.is_(None)))
    return _awake(wanting, at)


def readers_of_digests() -> Iterator[Reader]:
    """Those whose week is over, who were here within half a year and whom a mail may disturb now."""
    at = clock.now()
    week_ago = at - rules.DIGEST_EVERY
    wanting = _reachable(at).where(
        or_(Delivery.digest, Delivery.digest.is_(None)),
        User.last_seen_at > at - rules.AWAY,
        func.coalesce(Delivery.digested_at, User.created_at) <= week_ago,
    )
    return _awake(wanting, at)


def due_notices(user_id: int, at: datetime) -> Select[int]:
    return _waiting(at).with_only_columns(Notice.id).where(Notice.user_id == user_id)


def _waiting(at: datetime) -> Select[Notice]:
    return select(Notice).where(
        Notice.mailed_at.is_(None),
        Notice.read_at.is_(None),
        Notice.first_at <= at - rules.MAILED_AFTER,
        Notice.first_at > at - rules.MAILED_UNTIL,
        Notice.kind.in_(rules.MAILED),
    )


def _reachable(at: datetime) -> Select[int, str, int, int]:
    return (
        select(
            User.id,
            User.time_zone,
            func.coalesce(Delivery.quiet_from, 0),
            func.coalesce(Delivery.quiet_to, 0),
        )
        .outerjoin(Delivery, Delivery.user_id == User.id)
        .where(
            User.email.is_not(None),
            User.closed_at.is_(None),
            Delivery.refused_at.is_(None),
            or_(Delivery.retry_at.is_(None), Delivery.retry_at <= at),
        )
        .order_by(User.id)
    )


def _awake(wanting: Select[int, str, int, int], at: datetime) -> Iterator[Reader]:
    """Some at a time, so that many in their quiet hours do not stand before the others."""
    last = 0
    while True:
        rows = [Reader(*row) for row in session.execute(wanting.where(User.id > last).limit(AT_ONCE))]
        session.rollback()
        yield from (reader for reader in rows if not reader.is_quiet(at))
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].user_id
