"""Setting what a shop pays at most as commission. Every setting is a version."""

from datetime import datetime

from sqlalchemy import select

from core import clock
from core.db import lock, session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog import notice, rules
from domain.catalog.cap_models import CommissionCap
from domain.catalog.caps import KINDS
from domain.merchants.models import Merchant
from domain.merchants.policy import can_own
from domain.people.viewer import Viewer


@action
def set_caps(actor: Viewer, merchant_id: int, *, line_cents: int | None, order_cents: int | None) -> None:
    """What the shop pays at most for a line and for an order, in minor units; None for no limit. A lower limit holds
    for everybody after the notice, a higher one at once."""
    require(can_own(actor, merchant_id))
    session.execute(lock(select(Merchant.id).where(Merchant.id == merchant_id)))
    at = clock.now()
    for kind, cents in zip(KINDS, (line_cents, order_cents), strict=True):
        if cents is not None and not 0 < cents <= rules.MAX_PRICE_CENTS:
            raise Refused(N_("More than nothing, or leave it empty for no limit."), field=kind)
        _set(actor, merchant_id, kind, cents, at)


def _set(actor: Viewer, merchant_id: int, kind: str, cents: int | None, at: datetime) -> None:
    last = session.scalar(
        select(CommissionCap).where(
            CommissionCap.merchant_id == merchant_id,
            CommissionCap.kind == kind,
            CommissionCap.ends_at.is_(None),
        )
    )
    if cents == (last.cents if last else None):
        return
    version = {"merchant_id": merchant_id, "kind": kind, "set_by_id": actor.id, "set_at": at}
    if last is None:
        last = CommissionCap(**version, cents=None)
        session.add(last)
    last.ends_at = at + notice.length() if rules.is_lower_cap(last.cents, cents) else at
    session.flush()
    session.add(CommissionCap(**version, cents=cents))
    session.flush()
