"""Marking notices as read, and forgetting them."""

from datetime import datetime

from sqlalchemy import delete, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action
from domain.notices import rules
from domain.notices.models import Notice
from domain.people.policy import is_signed_in
from domain.people.viewer import Viewer

PORTION = 1_000


@action(quiet=True)
def mark_read(actor: Viewer, notice_id: int) -> None:
    """Raises NotFound for anybody else's. Again, it changes nothing."""
    require(is_signed_in(actor))
    found = session.scalar(lock(select(Notice).where(Notice.id == notice_id, Notice.user_id == actor.id)))
    if found is None:
        raise NotFound
    if found.read_at is None:
        found.read_at = clock.now()


@action(quiet=True)
def mark_all_read(actor: Viewer) -> None:
    require(is_signed_in(actor))
    session.execute(
        update(Notice)
        .where(Notice.user_id == actor.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def settle(user_id: int, kind: str, target: tuple[str, int]) -> None:
    """Inside an action: she has dealt with what the notice told her."""
    session.execute(
        update(Notice)
        .where(
            Notice.user_id == user_id,
            Notice.kind == kind,
            Notice.target_type == target[0],
            Notice.target_id == target[1],
            Notice.read_at.is_(None),
        )
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def take_out(user_id: int, kind: str, target: tuple[str, int], *, actor_id: int, did_at: datetime) -> None:
    """Inside an action: the actor has taken back what she did at `did_at`. A notice that nobody caused any more goes."""
    same = select(Notice).where(
        Notice.user_id == user_id,
        Notice.kind == kind,
        Notice.target_type == target[0],
        Notice.target_id == target[1],
    )
    for notice in session.scalars(lock(same.order_by(Notice.id))).all():
        is_forgotten = (
            actor_id not in notice.actor_ids
            and notice.actor_count > len(notice.actor_ids)
            and notice.first_at <= did_at
        )
        notice.actor_ids, notice.actor_count = rules.without_actor(
            notice.actor_ids, notice.actor_count, actor_id
        )
        notice.actor_count -= is_forgotten
        if notice.actor_count == 0:
            session.delete(notice)
    session.flush()


def forget_between(one: int, other: int) -> None:
    """Inside an action: neither is told of the other any more, not even of what was."""
    for user_id, actor_id in ((one, other), (other, one)):
        for notice in session.scalars(
            lock(select(Notice).where(Notice.user_id == user_id, Notice.actor_count > 0).order_by(Notice.id))
        ).all():
            if actor_id not in notice.actor_ids:
                continue
            notice.actor_ids, notice.actor_count = rules.without_actor(
                notice.actor_ids, notice.actor_count, actor_id
            )
            if not notice.actor_ids:
                session.delete(notice)
    session.flush()


@action(quiet=True)
def forget_old() -> int:
    """Notices that nobody looks for any more. Returns how many went."""
    old = select(Notice.id).where(Notice.last_at < clock.now() - rules.KEPT_FOR).limit(PORTION)
    gone = session.execute(
        delete(Notice).where(Notice.id.in_(old)).execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
