"""How often one may speak: floods are stopped, heated talk is slowed down, announcements are few."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select

from core import clock
from core.db import session
from core.errors import Throttled
from core.i18n import N_
from domain.groups import rules
from domain.groups.models import Group, Message
from domain.people.viewer import Viewer

FLOOD_WITHIN = timedelta(minutes=1)
FLOOD_MAX = 20
# What is looked at: the last messages, so that the cost does not grow with the group.
LOOKED_BACK = 200
ROOM_HEAT_FOR = timedelta(hours=1)
OWN_HEAT_FOR = timedelta(days=7)
WEEK = timedelta(days=7)
ANNOUNCEMENTS_A_WEEK = 2


def refuse_floods(actor: Viewer, product_id: int, last_seq: int) -> None:
    """Raises Throttled for more than 20 messages a minute. Asked by whoever takes messages from people: what the site
    itself says in bulk is no flood."""
    mine = session.scalars(
        select(Message.created_at)
        .where(
            Message.product_id == product_id,
            Message.seq > last_seq - LOOKED_BACK,
            Message.author_id == actor.id,
            Message.created_at > clock.now() - FLOOD_WITHIN,
        )
        .order_by(Message.seq)
    ).all()
    if len(mine) >= FLOOD_MAX:
        raise Throttled(
            N_("That was a lot in one minute. You can write again in %(seconds)s seconds."),
            retry_after=_seconds_until(mine[0] + FLOOD_WITHIN),
        )


def refuse_haste(actor: Viewer, group: Group, reply_to: Message | None) -> None:
    """Where people have reported what was said, everybody waits between two messages: 2 minutes, one more for each
    report about the talk, two more for each about oneself. Calm talk never waits."""
    if actor.is_moderator:
        return
    now = clock.now()
    chain = [reply_to.id] if reply_to else []
    in_talk = or_(Message.created_at > now - ROOM_HEAT_FOR, Message.id.in_(chain))
    of_mine = (Message.author_id == actor.id) & (Message.created_at > now - OWN_HEAT_FOR)
    row = session.execute(
        select(
            func.coalesce(func.sum(case((in_talk, Message.report_count), else_=0)), 0).label("talk"),
            func.coalesce(func.sum(case((of_mine, Message.report_count), else_=0)), 0).label("own"),
        ).where(
            Message.product_id == group.product_id,
            or_(Message.seq > group.last_seq - LOOKED_BACK, Message.id.in_(chain)),
            Message.report_count > 0,
        )
    ).one()
    wait = rules.slow_for(int(row.talk), int(row.own))
    if not wait:
        return
    last = session.scalar(
        select(func.max(Message.created_at)).where(
            Message.product_id == group.product_id,
            Message.seq > group.last_seq - LOOKED_BACK,
            Message.author_id == actor.id,
        )
    )
    if last is not None and last + wait > now:
        raise Throttled(
            N_(
                "People have reported messages of this talk, so everybody speaks more slowly for a while. "
                "You can write again in %(minutes)s minutes."
            ),
            retry_after=_seconds_until(last + wait),
            minutes=-(-_seconds_until(last + wait) // 60),
        )


def may_announce_at(product_id: int) -> datetime | None:
    """When the next announcement may go out; None: now."""
    lately = session.scalars(
        select(Message.created_at)
        .where(
            Message.product_id == product_id,
            Message.is_announcement.is_(True),
            Message.created_at > clock.now() - WEEK,
        )
        .order_by(Message.id.desc())
        .limit(ANNOUNCEMENTS_A_WEEK)
    ).all()
    return lately[-1] + WEEK if len(lately) == ANNOUNCEMENTS_A_WEEK else None


def set_heat(message_id: int, reports: int) -> None:
    """Inside an action: so many reports about the message are open."""
    message = session.get(Message, message_id)
    if message is not None:
        message.report_count = reports


def _seconds_until(at: datetime) -> int:
    return max(1, int((at - clock.now()).total_seconds()) + 1)
