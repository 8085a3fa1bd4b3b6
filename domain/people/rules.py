"""The rules of accounts and friendships, as pure functions: what a handle, a name, a session may be."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.i18n import N_
from core.tokens import fold

HANDLE = re.compile(r"[a-z0-9_]{3,20}")
EMAIL = re.compile(r"[^@\s<>\"(),:;\[\]\\]+@[^@\s<>\"(),:;\[\]\\.]+(\.[^@\s<>\"(),:;\[\]\\.]+)+")
DISPLAY_NAME_MAX = 40
BIO_MAX = 500
EMAIL_MAX = 254
PASSWORD_MIN = 10
PASSWORD_MAX = 128

CIRCLE_NAME_MAX = 40
CIRCLES_MAX = 50
# How long somebody can be muted; None is for good.
MUTE_SPANS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "always": None,
}

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=90)
RESET_LINK_LASTS = timedelta(minutes=30)
SETUP_LINK_LASTS = timedelta(hours=24)
EXPORT_EVERY = timedelta(hours=1)
# The clocks that people may choose, one a country or a coast; empty: that of the site.
TIME_ZONES = (
    "Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Chicago America/Mexico_City "
    "America/New_York America/Sao_Paulo Atlantic/Reykjavik Europe/London Africa/Lagos Europe/Paris Europe/Berlin "
    "Europe/Athens Africa/Cairo Africa/Johannesburg Europe/Istanbul Europe/Moscow Africa/Nairobi Asia/Dubai "
    "Asia/Karachi Asia/Kolkata Asia/Dhaka Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Shanghai Asia/Urumqi "
    "Asia/Hong_Kong Asia/Macau Asia/Taipei Asia/Singapore Asia/Kuala_Lumpur Asia/Manila Australia/Perth Asia/Tokyo "
    "Asia/Seoul Australia/Sydney Pacific/Auckland"
).split()
# So long two people are not suggested to each other after a declined request or an ended friendship.
RESTS_AFTER_NO = timedelta(days=90)
# After how many days an invite link may end by itself; 0: never.
INVITE_DAYS = (7, 30, 0)

# Words that would let somebody pass for the site or its staff.
STAFF_WORDS = frozenset(
    "admin administrator administration moderator operator official staff support sysadmin webmaster angelsays "
    "helpdesk customerservice".split()
)
# Harmless inside a longer name, not as the whole of it.
STAFF_NAMES = frozenset("mod root system team security service".split())
STAFF_PHRASES = ("官方", "客服", "管理员", "版主", "站长", "系统通知", "工作人员", "天使说", "运营团队")
RESERVED_HANDLES = frozenset(
    "angel angel_says all api everyone everybody help here info me myself none null nobody postmaster abuse "
    "undefined guest anonymous deleted kefu guanfang tianshishuo login register settings".split()
)
# Letters that look like Latin ones, and the digits that people write for letters.
LOOK_ALIKES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501\u04cf"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3"
    "0134578@$!|\u0131",
    "abekmhopctyxijsdlabeikmvoptuxyoieastbasili",
)


def handle_problem(handle: str) -> str | None:
    """Why this handle cannot be registered, or None."""
    if not HANDLE.fullmatch(handle):
        return N_("Use 3 to 20 small letters a to z, digits or underscores.")
    if _is_staff_like(handle) or handle in RESERVED_HANDLES:
        return N_("This handle is reserved.")
    return None


def display_name_of(typed: str) -> str:
    """A display name as it is stored: compatibility forms made plain, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def display_name_problem(name: str) -> str | None:
    """Why this display name (already through `display_name_of`) cannot be taken, or None."""
    if not name or len(name) > DISPLAY_NAME_MAX:
        return N_("Use 1 to 40 characters.")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs"} for character in name):
        return N_("This name contains a character that cannot be seen.")
    if not any(unicodedata.category(character)[0] in "LN" for character in name):
        return N_("A name needs at least one letter or digit.")
    if any(_mixes_alphabets(word) for word in name.split()):
        return N_("Please do not mix letters of several alphabets in one word.")
    if _is_staff_like(name):
        return N_("This name could be taken for the people who run the site.")
    return None


def _is_staff_like(name: str) -> bool:
    plain = fold(name)
    if any(phrase in re.sub(r"[\W_]+", "", plain) for phrase in STAFF_PHRASES):
        return True
    latin = plain.translate(LOOK_ALIKES)
    words = re.split(r"[\W_]+", latin)
    whole = "".join(words)
    return whole in STAFF_NAMES or not STAFF_WORDS.isdisjoint(
        {whole, *words, *(word.rstrip("s") for word in words)}
    )


def _mixes_alphabets(word: str) -> bool:
    alphabets = {
        unicodedata.name(character, "").split(" ")[0]
        for character in word
        if unicodedata.category(character)[0] == "L"
    }
    return len(alphabets & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1


def email_of(typed: str) -> str:
    """An e-mail address as it is stored and compared."""
    return typed.strip().lower()


def email_problem(email: str) -> str | None:
    if len(email) > EMAIL_MAX or not EMAIL.fullmatch(email):
        return N_("This does not look like an e-mail address.")
    return None


def session_end(created_at: datetime, seen_at: datetime) -> datetime:
    """A session ends 14 days after its last use, and 90 days after its beginning at the latest."""
    return min(created_at + ABSOLUTE, seen_at + IDLE)


def wait_seconds(taken: Sequence[datetime], most: int, window: timedelta, at: datetime) -> int:
    """How long until another try is free, given the newest `most` tries (newest first); 0 when there is one now."""
    if len(taken) < most:
        return 0
    left = (taken[most - 1] + window - at).total_seconds()
    return max(0, int(left) + 1) if left > 0 else 0
