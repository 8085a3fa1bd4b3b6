"""How notices of one kind about one thing become one. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# Read ones are kept so long, and unread ones too: nobody looks further back.
KEPT_FOR = timedelta(days=90)


def with_actor(actor_ids: Sequence[int], count: int, actor_id: int, keep: int) -> tuple[list[int], int]:
    """The latest actors with one more, and how many there are: who does it again moves to the front."""
    if actor_id == 0:
        return list(actor_ids), count
    others = [one for one in actor_ids if one != actor_id]
    is_new = len(others) == len(actor_ids)
    return [actor_id, *others][:keep], count + is_new


def without_actor(actor_ids: Sequence[int], count: int, actor_id: int) -> tuple[list[int], int]:
    others = [one for one in actor_ids if one != actor_id]
    return others, count - (len(actor_ids) - len(others))


def merged(old: Mapping[str, Any], new: Mapping[str, Any], sums: Sequence[str]) -> dict[str, Any]:
    """The later facts in place of the earlier ones, and those in `sums` added up."""
    added = {name: old.get(name, 0) + new[name] for name in sums}
    return {**old, **new, **added}


# Worth a mail to somebody who is not on the site.
MAILED = frozenset(
    {
        "mention",
        "reply",
        "answer",
        "friend_request",
        "order",
        "shop_order",
        "case",
        "problem",
        "batch",
        "sale",
        "rate",
        "payout",
        "commission",
        "merchant",
        "staff",
        "papers",
        "invoice",
        "fee",
        "shop",
        "report",
        "announcement",
        "asked",
        "letter",
        "broadcast",
    }
)
# A notice waits so long for being read on the site, and none is mailed that is older than the other.
MAILED_AFTER = timedelta(minutes=10)
MAILED_UNTIL = timedelta(days=7)
# While a mail is on its way nobody else sends one; who sends may have been killed, so not for ever.
ON_ITS_WAY = timedelta(minutes=10)
RETRY_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
# Push is for what has just happened, to somebody who is not on the site.
PUSHED_AFTER = timedelta(seconds=60)
PUSHED_UNTIL = timedelta(hours=12)
# Within the last minute; but that somebody is here is written down every ten minutes only.
HERE = timedelta(minutes=11)
# A browser whose service took nothing for so long, in so many tries, is forgotten.
PUSH_GIVEN_UP_AFTER = timedelta(days=7)
PUSH_TRIES_AT_LEAST = 5
DIGEST_EVERY = timedelta(days=7)
# Whoever has been away so long gets no digest any more.
AWAY = timedelta(days=180)
DAY_MINUTES = 24 * 60

# Each step of these is worth a mail of its own; of the others one mail goes out until they are read.
MAILED_AGAIN = frozenset({"order", "shop_order", "case", "problem"})

# How much one must want to hear of a thing to be told of it. Kinds that are not listed are told to everybody.
LEVELS = ("none", "mentions", "all")
HIDDEN = "hidden"
NEEDED = {
    "comment": "all",
    "like": "all",
    "thread": "all",
    "post": "all",
    "question": "all",
    "group_answer": "all",
    "chat": "all",
    "problem": "mentions",
    "confirm": "mentions",
    "asked": "mentions",
    "reply": "mentions",
    "answer": "mentions",
    "letter": "mentions",
    "rate": "mentions",
    "mention": "none",
}


def is_wanted(kind: str, level: str, level_of_actor: str) -> bool:
    """Whether somebody with this level for the thing and for the person who did it is told. Her own name reaches her
    whatever she has chosen."""
    needed = LEVELS.index(NEEDED.get(kind, "none"))
    # A group that is hidden is out of one's list; what is said in it reaches one as little as with none.
    level = "none" if level == HIDDEN else level
    return LEVELS.index(level) >= needed and (needed == 0 or level_of_actor != "none")


def retry_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed."""
    return RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1]


def is_quiet(at: datetime, time_zone: str, quiet_from: int, quiet_to: int) -> bool:
    """Whether `at` is in somebody's quiet hours, which may go over midnight. They are minutes of her own day."""
    local = at.astimezone(ZoneInfo(time_zone or "UTC"))
    minute = local.hour * 60 + local.minute
    if quiet_from <= quiet_to:
        return quiet_from <= minute < quiet_to
    return minute >= quiet_from or minute < quiet_to
