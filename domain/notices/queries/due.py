"""What is due to go out, and to whom. For the jobs that send it; nothing here is shown on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from adapters.push import Subscription
from core import clock
from core.db import session
from domain.notices import rules
from domain.notices.models import Delivery, Notice, PushSubscription
from domain.people.models import SignInSession, User

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
    return _readers().where(
        User.email.is_not(None),
        Delivery.refused_at.is_(None),
        or_(Delivery.retry_at.is_(None), Delivery.retry_at <= at),
    )


def _readers() -> Select[int, str, int, int]:
    """The fields of a Reader, of all with an open account."""
    return (
        select(
            User.id,
            User.time_zone,
            func.coalesce(Delivery.quiet_from, 0),
            func.coalesce(Delivery.quiet_to, 0),
        )
        .outerjoin(Delivery, Delivery.user_id == User.id)
        .where(User.closed_at.is_(None))
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


def readers_of_pushes() -> Iterator[Reader]:
    """Those with a browser that takes push and notices to be pushed, who are not on the site and may be disturbed."""
    at = clock.now()
    # Asked for each of the few with a browser, not of all that anybody has not read.
    waiting = _pushable(at).where(Notice.user_id == User.id).correlate(User).exists()
    statement = _readers().where(
        User.id.in_(_standing(at).with_only_columns(PushSubscription.user_id)),
        waiting,
        ~_is_here(at),
    )
    return _awake(statement, at)


def subscriptions_of(user_id: int) -> list[Subscription]:
    statement = _standing(clock.now()).where(PushSubscription.user_id == user_id)
    is_failing = PushSubscription.failing_since.is_not(None)
    columns = PushSubscription.endpoint, PushSubscription.p256dh, PushSubscription.auth, is_failing
    rows = session.execute(statement.with_only_columns(*columns).order_by(PushSubscription.id))
    return [Subscription(*row) for row in rows]


def _standing(at: datetime) -> Select[PushSubscription]:
    """Of browsers that are still signed in."""
    return (
        select(PushSubscription)
        .join(SignInSession, SignInSession.token_hash == PushSubscription.session_hash)
        .where(SignInSession.expires_at > at)
    )


def due_pushes(user_id: int, at: datetime) -> Select[Notice]:
    return _pushable(at).where(Notice.user_id == user_id)


def _pushable(at: datetime) -> Select[Notice]:
    """The same kinds as by mail, and after the same time: whoever reads it on the site needs no push."""
    return select(Notice).where(
        Notice.pushed_at.is_(None),
        Notice.read_at.is_(None),
        Notice.first_at <= at - rules.PUSHED_AFTER,
        Notice.first_at > at - rules.PUSHED_UNTIL,
        Notice.kind.in_(rules.MAILED),
    )


def _is_here(at: datetime) -> ColumnElement[bool]:
    return exists().where(SignInSession.user_id == User.id, SignInSession.last_seen_at > at - rules.HERE)
