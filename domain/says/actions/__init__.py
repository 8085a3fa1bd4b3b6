"""The verbs of angel says."""

from domain.says.actions.audiences import change_audience
from domain.says.actions.comments import comment, delete_comment
from domain.says.actions.drafts import (
    DraftGone,
    Kept,
    discard_draft,
    due_drafts,
    forget_old_drafts,
    keep_draft,
    note_failure,
    plan,
    publish_draft,
    publish_planned,
    replan,
)
from domain.says.actions.folding import fold_comment, fold_post, restore_comment, restore_post
from domain.says.actions.follow_ups import ask_for_follow_ups, delete_follow_up, follow_up
from domain.says.actions.mutes import mute_product, mute_word, unmute_product, unmute_word
from domain.says.actions.photos import keep_drafts, sweep_drafts
from domain.says.actions.polls import vote
from domain.says.actions.posts import delete, edit, publish
from domain.says.actions.quotes import pass_on
from domain.says.actions.ratings import mark_refunded
from domain.says.actions.reactions import react

__all__ = [
    "DraftGone",
    "Kept",
    "ask_for_follow_ups",
    "change_audience",
    "comment",
    "delete",
    "delete_comment",
    "delete_follow_up",
    "discard_draft",
    "due_drafts",
    "edit",
    "fold_comment",
    "fold_post",
    "follow_up",
    "forget_old_drafts",
    "keep_draft",
    "keep_drafts",
    "mark_refunded",
    "mute_product",
    "mute_word",
    "note_failure",
    "pass_on",
    "plan",
    "publish",
    "publish_draft",
    "publish_planned",
    "react",
    "replan",
    "restore_comment",
    "restore_post",
    "sweep_drafts",
    "unmute_product",
    "unmute_word",
    "vote",
]
