"""What Chen does at his fan desk in the demo world: a tag, ready words, a word to all fans."""

from typing import TYPE_CHECKING

from domain.fans import actions as fans

if TYPE_CHECKING:
    from jobs.demo.story import Story


def keep(story: "Story", title: str) -> None:
    """`title` is a product of his shop that Bo has bought."""
    chen, item = story.viewer("chen"), story.item(title)
    shop = story.merchant_ids[item.merchant]
    fans.tag_fan(chen, shop, story.ids["bo"], kind="taste", words="爱吃全熟的")
    fans.keep_reply(
        chen,
        shop,
        title="什么时候发货",
        body="{name}，您好！{product}每天下午四点前下单当天发出，熟度写在备注里就行。",
    )
    fans.send_broadcast(
        chen,
        shop,
        title="新一批金枕到了",
        body="这批更小更甜，四到五斤一个。上次买过的朋友可以在群里问问熟度。",
        product_id=item.product_id,
    )
