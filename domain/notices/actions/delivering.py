"""What goes out to somebody: taken under a lease first, sent by whoever took it, and settled afterwards, so that two
workers never send the same and one that is killed sends it at most once more. Nothing is sent in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import lock, session
from core.unit import action
from domain.notices import rules
from domain.notices.models import Delivery, Notice
from domain.notices.queries.due import due_notices


@dataclass(frozen=True, slots=True)
class Lease:
    """`until_at` tells this lease from a later one. `notices`: (id, since when it waits), as they were taken: one that
    begins anew while it is on its way, as an order does with its next step, is due again."""

    user_id: int
    until_at: datetime
    notices: tuple[tuple[int, datetime], ...] = ()

    @property
    def notice_ids(self) -> tuple[int, ...]:
        return tuple(notice_id for notice_id, _ in self.notices)


@action(quiet=True)
def take_notices(user_id: int) -> Lease | None:
    """What is due to her by mail, for the caller to send; None when nothing is, or somebody else sends it already."""
    lease = _take(user_id)
    if lease is None:
        return None
    due = due_notices(user_id, clock.now()).with_only_columns(Notice.id, Notice.first_at)
    notices = tuple((row.id, row.first_at) for row in session.execute(due))
    if not notices:
        _end(lease)
        return None
    return Lease(user_id, lease.until_at, notices)


@action(quiet=True)
def take_digest(user_id: int) -> Lease | None:
    """The right to send her the digest of this week; None when it was sent, or somebody else sends."""
    lease = _take(user_id)
    if lease is None:
        return None
    delivery = session.get_one(Delivery, user_id)
    if delivery.digested_at is not None and delivery.digested_at > clock.now() - rules.DIGEST_EVERY:
        _end(lease)
        return None
    return lease


@action(quiet=True)
def mailed(lease: Lease, *, digest: bool = False) -> None:
    """It went out, or there was nothing worth a mail in it."""
    at = clock.now()
    _mark(lease.notices, at)
    delivery = _still(lease)
    if delivery is not None:
        delivery.tries, delivery.retry_at = 0, None
        if digest:
            delivery.digested_at = at


@action(quiet=True)
def put_off(lease: Lease) -> None:
    """The mail server did not take it this time. It stays due."""
    delivery = _still(lease)
    if delivery is not None:
        delivery.tries += 1
        delivery.retry_at = clock.now() + rules.retry_after(delivery.tries)


@action(quiet=True)
def give_back(lease: Lease) -> None:
    """Nothing was tried, since no server could be reached."""
    _end(lease)


@action(quiet=True)
def note_refusal(lease: Lease) -> None:
    """The mail server takes nothing for her address, for good: no more mail until she says that it is right."""
    _mark(lease.notices, clock.now())
    delivery = _still(lease)
    if delivery is not None:
        delivery.tries, delivery.retry_at, delivery.refused_at = 0, None, clock.now()


def _take(user_id: int) -> Lease | None:
    at = clock.now()
    delivery = delivery_of(user_id)
    if delivery.retry_at is not None and delivery.retry_at > at:
        return None
    delivery.retry_at = at + rules.ON_ITS_WAY
    session.flush()
    return Lease(user_id, delivery.retry_at)


def delivery_of(user_id: int) -> Delivery:
    """Inside an action: her row, locked, made with the defaults when there is none."""
    own = lock(select(Delivery).where(Delivery.user_id == user_id))
    delivery = session.scalar(own)
    if delivery is None:
        insert: Any = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(Delivery).values(user_id=user_id).on_conflict_do_nothing())
        delivery = session.scalars(own).one()
    return delivery


def _still(lease: Lease) -> Delivery | None:
    """Her row, while nobody has taken it after this lease ran out."""
    delivery = session.scalar(lock(select(Delivery).where(Delivery.user_id == lease.user_id)))
    return delivery if delivery is not None and delivery.retry_at == lease.until_at else None


def _end(lease: Lease) -> None:
    delivery = _still(lease)
    if delivery is not None:
        delivery.retry_at = None


def _mark(notices: Sequence[tuple[int, datetime]], at: datetime) -> None:
    if notices:
        session.execute(
            update(Notice)
            .where(tuple_(Notice.id, Notice.first_at).in_(notices))
            .values(mailed_at=at)
            .execution_options(synchronize_session=False)
        )
