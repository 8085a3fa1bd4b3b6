"""Verbs of notices: telling people, marking as read, forgetting."""

from domain.notices.actions.marks import (
    forget_between,
    forget_old,
    mark_all_read,
    mark_read,
    settle,
    take_out,
)
from domain.notices.actions.telling import tell
from domain.notices.actions.watching import watch

__all__ = [
    "forget_between",
    "forget_old",
    "mark_all_read",
    "mark_read",
    "settle",
    "take_out",
    "tell",
    "watch",
]
