"""What somebody may read of her notices, of what she watches, and of how she is reached."""

from domain.notices.queries.rows import NoticeRow, notice, notices_of, thread_cursor, unread_count
from domain.notices.queries.watched import Watched, level_of, watched_by

__all__ = [
    "NoticeRow",
    "Watched",
    "level_of",
    "notice",
    "notices_of",
    "thread_cursor",
    "unread_count",
    "watched_by",
]
