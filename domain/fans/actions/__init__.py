"""The verbs of the fan desk."""

from domain.fans.actions.broadcasts import deliver, listen_again, send_broadcast, stop_broadcasts
from domain.fans.actions.replies import drop_reply, keep_reply
from domain.fans.actions.tags import remove_tag, tag_fan, untag_fan

__all__ = [
    "deliver",
    "drop_reply",
    "keep_reply",
    "listen_again",
    "remove_tag",
    "send_broadcast",
    "stop_broadcasts",
    "tag_fan",
    "untag_fan",
]
