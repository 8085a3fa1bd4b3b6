"""Verbs of moderation: reporting, deciding, and keeping the log of what was decided."""

from domain.moderation.actions.decisions import dismiss, fold, lift, restore, suspend
from domain.moderation.actions.fold_requests import decide_fold_request
from domain.moderation.actions.reports import report
from domain.moderation.actions.standing import refuse_folded_product

__all__ = [
    "decide_fold_request",
    "dismiss",
    "fold",
    "lift",
    "refuse_folded_product",
    "report",
    "restore",
    "suspend",
]
