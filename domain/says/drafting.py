"""The fields of a post that is not out yet, as they were typed: pure functions. What `publish` takes is read from them
here, so a new field of the form that is to go out with a planned post has its line in `arguments_of`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core import text
from domain.says import rules
from domain.says.polling import poll_of

Fields = Mapping[str, Sequence[str]]

NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
KEY = re.compile(r"[A-Za-z0-9-]{8,36}")
# Of the page and not of the post.
NOT_KEPT = frozenset(
    {"csrf_token", "draft_key", "draft_version", "overwrite", "next", "arrange", "time_zone", "q"}
)
NAMES_AT_MOST = 60
CHARS_AT_MOST = 100_000

_NOT_STORED = re.compile("[\0\ud800-\udfff]")


def is_key(key: str) -> bool:
    """Made by a page: a UUID, or as long as one."""
    return KEY.fullmatch(key) is not None


def kept(fields: Fields) -> dict[str, list[str]]:
    """What is stored of the fields: as typed, but for characters that no database takes."""
    named = [one for one in fields.items() if one[0] not in NOT_KEPT and NAME.fullmatch(one[0])]
    return {name: [_NOT_STORED.sub("", value) for value in values] for name, values in named[:NAMES_AT_MOST]}


def is_too_much(fields: Fields) -> bool:
    return sum(len(value) for values in fields.values() for value in values) > CHARS_AT_MOST


def is_worth_keeping(fields: Fields) -> bool:
    """Somebody has typed something or chosen a picture."""
    return bool(text.tidy(first(fields, "body")) or tokens(fields))


def first(fields: Fields, name: str) -> str:
    values = fields.get(name) or ("",)
    return values[0]


def tokens(fields: Fields) -> list[str]:
    return [token for token in fields.get("photo_tokens", ()) if token][: rules.PHOTOS_MAX]


def number(fields: Fields, name: str) -> int | None:
    raw = first(fields, name).strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 18 else None


def arguments_of(fields: Fields) -> dict[str, Any]:
    """What `publish` is called with when the post goes out by itself."""
    return {
        "body": first(fields, "body"),
        "product_id": number(fields, "product_id"),
        "stars": number(fields, "rating"),
        "audience": first(fields, "audience") or "public",
        "endorse": bool(first(fields, "endorse")),
        "photo_tokens": tokens(fields),
        "alts": list(fields.get("photo_alts", ())),
        "quoted_id": number(fields, "quoted_id"),
        "kind": first(fields, "kind") or "says",
        "poll": poll_of(
            fields.get("poll_option", ()), bool(first(fields, "poll_multiple")), number(fields, "poll_hours")
        ),
    }
