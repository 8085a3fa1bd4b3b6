"""Where to go afterwards: a path of this site, or nothing."""

from urllib.parse import urlsplit

from flask import request


def clean(target: str | None) -> str | None:
    """`target` if it is a path of this site, otherwise None."""
    if not target or len(target) > 2_000 or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character in "\\\x7f" for character in target):
        return None
    return target


def path_of(address: str) -> str | None:
    """The path and query of an address on this site's own host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc and parts.netloc != request.host:
        return None
    return clean(parts.path + (f"?{parts.query}" if parts.query else ""))
