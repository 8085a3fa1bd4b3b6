"""Rows that fall due together, one after the other."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from core.db import session

T = TypeVar("T")

log = logging.getLogger("angelsays.turns")


def in_turn(name: str, one: Callable[[T], int], due: Iterable[T]) -> int:
    """Calls the action for each and adds up what it returns. One that fails is logged and stays due; it keeps the
    others from nothing."""
    done = 0
    for item in due:
        try:
            done += one(item)
        except Exception:
            # Whatever it is, the next one has nothing to do with it.
            log.exception("%s: %s failed", name, item)
            session.rollback()
    return done
