"""Passwords: argon2, at most two hashes at a time in a process, and what is too weak to take."""

from collections.abc import Sequence
from functools import lru_cache
from threading import BoundedSemaphore

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from core.i18n import N_
from domain.people.rules import PASSWORD_MAX, PASSWORD_MIN

hasher = argon2.PasswordHasher()
# A hash takes 64 MiB and a third of a second: more at once would be a way to stop the site.
_slots = BoundedSemaphore(2)

# zxcvbn raises for longer ones, and 72 characters tell enough.
SCORED_CHARS = 72
STRONG_ENOUGH = 3
SITE_WORDS = ("angel", "says", "angelsays", "天使", "天使说", "天使說")


def hash_of(password: str) -> str:
    with _slots:
        return hasher.hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes as long, and does not."""
    with _slots:
        try:
            return hasher.verify(password_hash or _hash_of_nobody(hasher), password) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=2)
def _hash_of_nobody(with_hasher: argon2.PasswordHasher) -> str:
    return with_hasher.hash("nobody's password")


def is_outdated(password_hash: str) -> bool:
    return hasher.check_needs_rehash(password_hash)


def problem_with(password: str, about: Sequence[str] = ()) -> str | None:
    """Why this password cannot be taken, or None. `about`: what strangers know of its owner."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        return N_("Use 10 to 128 characters.")
    known = [word[:SCORED_CHARS] for word in (*SITE_WORDS, *about) if word]
    if zxcvbn(password[:SCORED_CHARS], user_inputs=known)["score"] < STRONG_ENOUGH:
        return N_("This password is too easy to guess. A few unrelated words make a good one.")
    return None
