"""Verbs of notices: telling people, marking as read, forgetting."""

from domain.notices.actions.marks import forget_between, forget_old, mark_all_read, mark_read, settle
from domain.notices.actions.telling import tell

__all__ = ["forget_between", "forget_old", "mark_all_read", "mark_read", "settle", "tell"]
