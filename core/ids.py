"""Identifiers: ids that the application makes itself, codes for people to read, secrets."""

import secrets
import time
from threading import Lock

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_lock = Lock()
_last_id = 0


def new_id() -> int:
    """A 63-bit id that grows with time: 42 bits of milliseconds, 21 bits of chance. Of this process, each is larger
    than the one before, since a batch makes more in a millisecond than chance alone keeps apart."""
    global _last_id
    with _lock:
        _last_id = max((time.time_ns() // 1_000_000) << 21 | secrets.randbits(21), _last_id + 1)
        return _last_id


def code(length: int = 12) -> str:
    """`length` characters of Crockford base32, random; 12 are 60 bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def token() -> str:
    """A secret of 256 bits for cookies and links."""
    return secrets.token_urlsafe(32)
