"""News from shops to their fans: a tag that was set on one, a broadcast."""

from sqlalchemy import delete, select

from core.db import session
from domain.fans import fandom
from domain.fans.events import BroadcastReached, BroadcastsStopped, FanTagged
from domain.fans.models import Broadcast, FanTag
from domain.merchants.models import Merchant
from domain.notices.actions import tell
from domain.notices.models import Notice
from domain.people.models import User


def tagged(fact: FanTagged) -> None:
    tag = session.get(FanTag, fact.tag_id)
    if tag is None or tag.removed_at is not None:
        return
    tell(
        [tag.user_id],
        kind="fan_tag",
        target=("merchant", tag.merchant_id),
        at=tag.created_at,
        facts={"shop": _name(tag.merchant_id)},
    )


def reached(fact: BroadcastReached) -> None:
    """Those of its readers who still may be told: somebody may have stopped, muted or blocked since."""
    made = session.get(Broadcast, fact.broadcast_id)
    if made is None:
        return
    still = fandom.audience(made.merchant_id, fact="", tag="").where(User.id.in_(fact.user_ids))
    tell(
        list(session.scalars(still)),
        kind="broadcast",
        target=("broadcast", made.id),
        at=made.created_at,
        facts={"shop": _name(made.merchant_id), "merchant_id": made.merchant_id},
        words=(made.title, made.body),
    )


def stopped(fact: BroadcastsStopped) -> None:
    """Together with the stop: what waits to be read, or mailed, of this shop goes."""
    of_shop = select(Broadcast.id).where(Broadcast.merchant_id == fact.merchant_id)
    session.execute(
        delete(Notice)
        .where(
            Notice.user_id == fact.user_id,
            Notice.kind == "broadcast",
            Notice.target_id.in_(of_shop),
            Notice.read_at.is_(None),
        )
        .execution_options(synchronize_session=False)
    )


def _name(merchant_id: int) -> str:
    return session.scalar(select(Merchant.name).where(Merchant.id == merchant_id)) or ""
