"""News of coupons: one is its owner's to use again."""

from core import clock
from core.db import session
from domain.notices.actions import tell
from domain.orders.events import CouponReturned
from domain.orders.models import Coupon, CouponGrant


def returned(fact: CouponReturned) -> None:
    """Not when it could not be used any more, or was used again meanwhile."""
    grant, coupon = session.get(CouponGrant, fact.grant_id), session.get(Coupon, fact.coupon_id)
    if grant is None or coupon is None or grant.returned_at is None:
        return
    if grant.state != "held" or coupon.ends_at <= clock.now():
        return
    tell(
        [fact.user_id],
        kind="coupon",
        target=("coupon", grant.id),
        at=grant.returned_at,
        facts={"title": coupon.title, "until": coupon.ends_at.isoformat()},
    )
