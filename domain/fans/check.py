"""What must hold at the fan desk: counts of broadcasts, nobody told after she stopped it, removed tags stay away."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.invariants import found, register
from domain.fans.models import Broadcast, BroadcastReceipt, BroadcastStop, FanTag


def broadcasts_count_their_readers() -> list[str]:
    there = (
        select(BroadcastReceipt.broadcast_id, func.count().label("n"))
        .group_by(BroadcastReceipt.broadcast_id)
        .subquery()
    )
    return found(
        select(Broadcast.id.label("id"), Broadcast.reached_count.label("kept"))
        .outerjoin(there, there.c.broadcast_id == Broadcast.id)
        .where(func.coalesce(there.c.n, 0) != Broadcast.reached_count),
        "broadcast %(id)s says that it reached %(kept)s, its receipts say otherwise",
    )


def nobody_was_told_after_stopping() -> list[str]:
    return found(
        select(BroadcastReceipt.broadcast_id.label("id"), BroadcastReceipt.user_id.label("user"))
        .join(Broadcast, Broadcast.id == BroadcastReceipt.broadcast_id)
        .join(
            BroadcastStop,
            (BroadcastStop.user_id == BroadcastReceipt.user_id)
            & (BroadcastStop.merchant_id == Broadcast.merchant_id),
        )
        .where(BroadcastReceipt.at > BroadcastStop.at),
        "user %(user)s was sent broadcast %(id)s after stopping the shop",
    )


def removed_tags_stay_away() -> list[str]:
    """What a fan removed was not set again at once; the 90 days themselves are kept by the action."""
    again = aliased(FanTag)
    return found(
        select(again.id.label("id"))
        .join(
            FanTag,
            (FanTag.merchant_id == again.merchant_id)
            & (FanTag.user_id == again.user_id)
            & (FanTag.folded == again.folded)
            & (FanTag.removed_by == "fan"),
        )
        .where(again.removed_at.is_(None), again.created_at < FanTag.removed_at),
        "tag %(id)s stands although the fan removed it",
    )


register("fans: broadcasts count their readers", broadcasts_count_their_readers)
register("fans: nobody was told after stopping", nobody_was_told_after_stopping)
register("fans: removed tags stay away", removed_tags_stay_away)
