"""Shipping templates of the demo world: Chen has thought of fruit that must stay cold, and of people who come by."""

from typing import TYPE_CHECKING

from domain.merchants import shipping
from domain.merchants.shipping import TemplatePlan, ZonePlan

if TYPE_CHECKING:
    from jobs.demo.story import Story


def offer_ways(story: "Story", title: str) -> None:
    """`title` is a product of the shop that offers them; none of its products is sent by them yet."""
    chen, shop = story.viewer("chen"), story.merchant_ids[story.item(title).merchant]
    cold = TemplatePlan(
        "冷链快递",
        "weight",
        fee_cents=1_800,
        first_grams=3_000,
        step_grams=1_000,
        step_cents=400,
        free_from_cents=29_900,
        zones=(ZonePlan("新疆, 青海", fee_cents=3_800, step_cents=900), ZonePlan("西藏", is_sent=False)),
    )
    shipping.keep_template(chen, shop, cold)
    shipping.keep_template(
        chen,
        shop,
        TemplatePlan("果园自提", "pickup", words="杭州市西湖区果园路 8 号，每天 9 点到 17 点，到了打电话。"),
    )
