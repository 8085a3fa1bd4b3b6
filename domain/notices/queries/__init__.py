"""What somebody may read of her notices, of what she watches, and of how she is reached."""

from domain.notices.queries.delivery import DeliveryView, delivery
from domain.notices.queries.digest import Digest, digest_of
from domain.notices.queries.due import (
    Reader,
    readers_of_digests,
    readers_of_notices,
    readers_of_pushes,
    subscriptions_of,
)
from domain.notices.queries.rows import (
    NoticeRow,
    notice,
    notices_of,
    still_unread,
    thread_cursor,
    unread_count,
)
from domain.notices.queries.watched import Watched, hidden_groups, level_of, watched_by

__all__ = [
    "DeliveryView",
    "Digest",
    "NoticeRow",
    "Reader",
    "Watched",
    "delivery",
    "digest_of",
    "hidden_groups",
    "level_of",
    "notice",
    "notices_of",
    "readers_of_digests",
    "readers_of_notices",
    "readers_of_pushes",
    "still_unread",
    "subscriptions_of",
    "thread_cursor",
    "unread_count",
    "watched_by",
]
