"""What the people of a shop read of its fans, and a fan of the shops."""

from domain.fans.queries.broadcasts import (
    BroadcastCard,
    BroadcastPage,
    StoppedShop,
    broadcast,
    broadcasts_of,
    reach_of,
    stopped_shops,
)
from domain.fans.queries.fan import FanPage, fan
from domain.fans.queries.list import FanRow, TagChip, fans_of, tags_in_use
from domain.fans.queries.mine import MyTag, tags_on
from domain.fans.queries.replies import ReplyCard, filled_reply, replies_of, reply_titles

__all__ = [
    "BroadcastCard",
    "BroadcastPage",
    "FanPage",
    "FanRow",
    "MyTag",
    "ReplyCard",
    "StoppedShop",
    "TagChip",
    "broadcast",
    "broadcasts_of",
    "fan",
    "fans_of",
    "filled_reply",
    "reach_of",
    "replies_of",
    "reply_titles",
    "stopped_shops",
    "tags_in_use",
    "tags_on",
]
