"""Coupons for tests, made as their owners make them."""

from datetime import timedelta

from core import clock
from core.db import session
from domain.orders import actions
from domain.orders.actions import Plan
from domain.orders.models import Coupon, CouponGrant
from domain.people.viewer import Viewer


def offer(by: Viewer, merchant_id: int | None, **more: object) -> Coupon:
    """20.00 off, for everybody, for a week, unless said otherwise."""
    given = {"title": "Harvest", "amount_cents": 2_000, "ends_at": clock.now() + timedelta(days=7), **more}
    if "rate_bps" in more:
        given["amount_cents"] = 0
    made = session.get_one(Coupon, actions.offer_coupon(by, merchant_id, Plan(**given)))  # type: ignore[arg-type]
    # A snapshot, that stays readable whatever the session does.
    session.expunge(made)
    return made


def grants() -> list[tuple[int, str]]:
    """(whose, state) of all grants."""
    session.rollback()
    return [(one.user_id, one.state) for one in session.query(CouponGrant).order_by(CouponGrant.id)]
