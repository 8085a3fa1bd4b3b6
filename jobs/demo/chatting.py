"""What is said in the first group of the demo world beyond plain lines: an announcement that is pinned, an answer with a
quote, a picture with the order it is of, a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.db import session
from domain.groups import actions as groups
from domain.groups.actions import Hanging
from domain.groups.models import Message
from domain.orders.models import Order, OrderLine

if TYPE_CHECKING:
    from jobs.demo.story import Story

ANNOUNCED = "今年的第二批金枕下周三从果园发出，成熟度八成半。想要更软一点的，下单时备注“熟一些”。"
ASKED = "Which one keeps longer, the 3 kg or the 5 kg?"
ANSWERED = "The bigger one: its shell is thicker. Five days in the shade are no problem."
SHOWN = "我这只今天开的，五房都满。"
COMPARED = "喜欢甜的朋友也可以看看这个。"


def talk(story: Story, title: str) -> None:
    item = story.item(title)
    merchant, alma, bo = story.viewer(item.merchant), story.viewer("alma"), story.viewer("bo")
    product_id = item.product_id
    announced = _message(product_id, groups.announce(merchant, product_id, body=ANNOUNCED))
    groups.pin(merchant, announced, days=14)
    asked = _message(product_id, groups.send(bo, product_id, body=ASKED))
    groups.send(merchant, product_id, body=ANSWERED, hanging=Hanging(reply_to=asked))
    pictures = story._photos("alma", item, 1)
    shown = Hanging(pictures=pictures, alts=["打开的榴莲"] * len(pictures), order=_order(alma.id, product_id))
    groups.send(alma, product_id, body=SHOWN, hanging=shown)
    other = next(one for one in story.items if one.product_id != product_id)
    groups.send(alma, product_id, body=COMPARED, hanging=Hanging(product=other.product_id))


def _message(product_id: int, seq: int) -> int:
    return session.scalar(select(Message.id).where(Message.product_id == product_id, Message.seq == seq)) or 0


def _order(buyer_id: int, product_id: int) -> str:
    own = select(Order.number).join(OrderLine, OrderLine.order_id == Order.id)
    return (
        session.scalar(own.where(Order.buyer_id == buyer_id, OrderLine.product_id == product_id).limit(1))
        or ""
    )
