"""Coupons of the demo world: a shop's, one behind an angel's code, the site's; Bo holds some and has used one."""

from datetime import timedelta
from typing import TYPE_CHECKING

from core import clock
from core.db import session
from domain.orders import actions as orders
from domain.orders.actions import Plan, Recipient
from domain.orders.models import Coupon

if TYPE_CHECKING:
    from jobs.demo.story import Story

HOME = Recipient("王博", "13812345678", "浙江 杭州", "梧桐路 12 号")


def give_out(story: "Story", title: str) -> None:
    """`title` is the product that Bo buys with a coupon."""
    item, bo, chen = story.item(title), story.viewer("bo"), story.viewer("chen")
    shop, month = story.merchant_ids[item.merchant], clock.now() + timedelta(days=30)
    fresh = orders.offer_coupon(
        chen,
        shop,
        Plan("新果上市", month, amount_cents=1_000, from_cents=8_000, total_limit=200, per_person=2),
    )
    orders.offer_coupon(chen, shop, Plan("阿玛的朋友", month, code="ALMA9", rate_bps=900, most_cents=3_000, angel_handle="alma"))  # fmt: skip
    site = orders.offer_coupon(
        story.viewer("olga"), None, Plan("天使见面礼", month, amount_cents=500, from_cents=5_000, stacks_with_angel_price=True)
    )  # fmt: skip
    orders.take_coupon(bo, fresh)
    orders.add_to_cart(bo, item.variant_ids[0], 1)
    placed = orders.place_order(
        bo,
        to=HOME,
        payment_method="sandbox",
        currency=story.currency,
        sandbox=True,
        coupons={shop: session.get_one(Coupon, fresh).code},
    )
    orders.pay_by_sandbox(bo, placed.numbers[0], whole_checkout=True)
    orders.take_coupon(bo, fresh)
    orders.take_coupon(bo, site)
