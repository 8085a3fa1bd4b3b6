"""The verbs of discussion groups."""

from domain.groups.actions.folding import (
    fold_answer,
    fold_message,
    fold_question,
    restore_answer,
    restore_message,
    restore_question,
)
from domain.groups.actions.membership import (
    ensure_group,
    mark_read,
    recompute,
    recompute_staff,
    welcome_staff,
)
from domain.groups.actions.talking import answer, ask, delete_answer, delete_message, delete_question, send

__all__ = [
    "answer",
    "ask",
    "delete_answer",
    "delete_message",
    "delete_question",
    "ensure_group",
    "fold_answer",
    "fold_message",
    "fold_question",
    "mark_read",
    "recompute",
    "recompute_staff",
    "restore_answer",
    "restore_message",
    "restore_question",
    "send",
    "welcome_staff",
]
