"""The rules of posts and ratings as pure functions: how long, how many, until when, which part of the feed first."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.tokens import fold

BODY_MAX = 5_000
COMMENT_MAX = 2_000
ALT_MAX = 200
PHOTOS_MAX = 9
TOPICS_MAX = 5
TOPIC_CHARS = 50
# How far back topics are counted, and how many of the newest posts are looked at for what is written about most.
TOPIC_COUNTED_FOR = timedelta(days=30)
TOPICS_MEASURED_FOR = timedelta(days=7)
TOPICS_MEASURED_IN = 100_000
MUTED_WORD_MAX = 40
MUTED_WORDS_MAX = 200

# A list shows so many lines of a text, and the rest unfolds. A line on a phone and on a desktop in Latin letters.
LINES_SHOWN = 6
PHONE_WIDTH = 36
DESKTOP_WIDTH = 72

# From here on a rating opens the product's group and the store's shelf.
WELL = 4
RATING_EDITABLE_FOR = timedelta(days=30)
# So long after a step of days was reached its author may still be asked, should the site have been down.
ASKED_WITHIN = timedelta(days=7)
BOOKMARKS_MAX = 2_000
COLLECTIONS_MAX = 100
COLLECTION_ITEMS_MAX = 500
TITLE_MAX = 60
ABOUT_MAX = 500
NOTE_MAX = 200
REMINDED_WITHIN = timedelta(days=5 * 366)
DRAFT_KEPT_FOR = timedelta(days=2)
DRAFTS_MAX = 100
DRAFTS_KEPT_FOR = timedelta(days=180)
# A page stays open so long, and its button may be pressed once more.
SENT_KEPT_FOR = timedelta(days=30)
PLANNED_AHEAD = timedelta(days=366)
# So soon after it was published, so little may be mended without a trace.
SLIP_WITHIN = timedelta(minutes=5)
SLIP_CHARS = 100

# Up to so many people followed, the feed asks each for her newest posts; above, it walks the newest posts of all.
FOLLOWS_ASKED_ONE_BY_ONE = 500
# So few are asked without looking at a window of time first.
FOLLOWS_ASKED_AT_ONCE = 100
# How many posts, of whomever, are looked through first; about a week of a busy site.
FIRST_WINDOW = 20_000
WALKED_AT_MOST = 5_000
# After so many windows all there is gets asked at once: a page is to cost few queries however sparse its feed is.
WINDOWS_AT_MOST = 2
# Whoever has not given a thing back for so long has kept it.
KEPT_AFTER = timedelta(days=30)

# How far back others may read somebody's posts.
PROFILE_WINDOWS = {"half_year": timedelta(days=182), "three_days": timedelta(days=3)}


def window_begins(window: str, at: datetime) -> datetime | None:
    """The instant after which a post must be written to stand in a profile window; None for one without end."""
    return at - PROFILE_WINDOWS[window] if window in PROFILE_WINDOWS else None


def audience_of(typed: str) -> tuple[str, int | None]:
    """The kind of audience that a form names, and the id of the circle in circle:ID."""
    kind, _, number = typed.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return kind if is_number or typed == kind else "", int(number) if is_number else None


def audience_named(kind: str, circle_id: int | None) -> str:
    """How a form names an audience."""
    return kind if circle_id is None else f"{kind}:{circle_id}"


def muted_words(folded: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of these words in a folded text; None without words. A word in letters is looked for as a whole,
    so that to mute "art" leaves "party" alone; Chinese has no such borders."""
    parts = [
        ("(?<![a-z0-9])" if word[:1].isascii() and word[:1].isalnum() else "")
        + re.escape(word)
        + ("(?![a-z0-9])" if word[-1:].isascii() and word[-1:].isalnum() else "")
        for word in folded
        if word
    ]
    return re.compile("|".join(parts)) if parts else None


def topic_key(name: str) -> str:
    """By which one topic is one page, however it is written; empty for what is none: too long, or not to be stored."""
    key = fold(name)
    return key if len(key) <= TOPIC_CHARS and "\0" not in key else ""


def rating_is_editable(created_at: datetime, at: datetime) -> bool:
    return at <= created_at + RATING_EDITABLE_FOR


def opens_at(received_at: datetime, days: int) -> datetime:
    """From when on a review can say how it is after so many days."""
    return received_at + timedelta(days=days)


def has_passed(received_at: datetime, days: int, at: datetime) -> bool:
    return at >= opens_at(received_at, days)


def asked_between(days: int, at: datetime) -> tuple[datetime, datetime]:
    """The latest and the earliest receipt whose buyers are asked now how it is after so many days."""
    latest = at - timedelta(days=days)
    return latest, latest - ASKED_WITHIN


def first_window(follows: int) -> int | None:
    """How many posts back the feed looks first, for somebody who follows so many; None for all of them."""
    if follows > FOLLOWS_ASKED_ONE_BY_ONE:
        return WALKED_AT_MOST
    return FIRST_WINDOW if follows > FOLLOWS_ASKED_AT_ONCE else None


def wider(window: int, found: int, many: int) -> int:
    """The window to look into after one that held `found` of the `many` wanted: twice what should do, within bounds."""
    return window * min(max(4, 2 * many // max(found, 1)), 12)


def repurchase_rank(times: int | None, last_at: datetime | None, at: datetime) -> int:
    """The place of a post by what its author did with the product, the highest first: 0 did not buy it (or gave it
    back), 1 bought it once, 2 has kept it for 30 days, then one more for each time it was bought again. A purchase
    after `at` does not count yet."""
    if not times or last_at is None:
        return 0
    if last_at > at:
        times -= 1
        return times + 1 if times > 1 else times
    return times + 1 if times > 1 else 1 + (at - last_at >= KEPT_AFTER)


def average(total: int, count: int) -> float | None:
    """The mean of `count` ratings to one decimal, half up; None without any."""
    if not count:
        return None
    return (total * 20 + count) // (2 * count) / 10


def recounted(kinds: Mapping[str, int], old: str, new: str) -> dict[str, int]:
    """How many there are of each kind once one of `old` has become one of `new`; either may be empty."""
    counts = dict(kinds)
    for kind, by in ((old, -1), (new, 1)):
        if kind:
            counts[kind] = counts.get(kind, 0) + by
    return {kind: count for kind, count in counts.items() if count > 0}


def is_long(body: str, line_width: int = PHONE_WIDTH) -> bool:
    """More than a list shows at once. Chinese characters and their punctuation are twice as wide as Latin letters."""
    lines = 0
    for paragraph in body.split("\n"):
        width = len(paragraph) + sum(character >= "\u2e80" for character in paragraph)
        lines += max(1, -(-width // line_width))
    return lines > LINES_SHOWN + 1
