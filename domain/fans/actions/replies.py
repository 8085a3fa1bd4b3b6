"""Replies that a shop often writes."""

from sqlalchemy import func, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.fans import rules
from domain.fans.models import CannedReply
from domain.merchants.models import Merchant
from domain.merchants.policy import can_support
from domain.people.viewer import Viewer
from domain.says.actions import wording


@action(quiet=True)
def keep_reply(actor: Viewer, merchant_id: int, *, title: str, body: str, reply_id: int | None = None) -> int:
    """A new one, or other words for one that is there. Returns its id."""
    require(can_support(actor, merchant_id))
    name = wording.tidied(title, rules.REPLY_TITLE_MAX, "title", one_line=True)
    said = wording.tidied(body, rules.REPLY_MAX)
    if not name:
        raise Refused(N_("Give it a name to find it by."), field="title")
    if not said:
        raise Refused(N_("Write a few words."), field="body")
    reply = _reply(merchant_id, reply_id) if reply_id else _new(merchant_id)
    reply.title, reply.body, reply.by_id, reply.changed_at = name, said, actor.id, clock.now()
    session.add(reply)
    session.flush()
    return reply.id


@action(quiet=True)
def drop_reply(actor: Viewer, merchant_id: int, reply_id: int) -> None:
    require(can_support(actor, merchant_id))
    session.delete(_reply(merchant_id, reply_id))


def _reply(merchant_id: int, reply_id: int) -> CannedReply:
    found = session.scalar(
        lock(select(CannedReply).where(CannedReply.id == reply_id, CannedReply.merchant_id == merchant_id))
    )
    if found is None:
        raise NotFound
    return found


def _new(merchant_id: int) -> CannedReply:
    session.execute(lock(select(Merchant.id).where(Merchant.id == merchant_id)))
    kept = select(func.count()).select_from(CannedReply).where(CannedReply.merchant_id == merchant_id)
    if (session.scalar(kept) or 0) >= rules.REPLIES_MAX:
        raise Refused(N_("At most %(limit)s replies. Change or delete one."), limit=rules.REPLIES_MAX)
    return CannedReply(merchant_id=merchant_id)
