"""Passwords: argon2, at most two hashes at a time in a process, and what is too weak to take."""

from threading import BoundedSemaphore

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

hasher = argon2.PasswordHasher()
# A hash takes 64 MiB and a third of a second: more at once would be a way to stop the site.
_slots = BoundedSemaphore(2)


def hash_of(password: str) -> str:
    with _slots:
        return hasher.hash(password)


def fits(password: str, password_hash: str) -> bool:
    with _slots:
        try:
            return hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    return hasher.check_needs_rehash(password_hash)
