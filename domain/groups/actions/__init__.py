"""The verbs of discussion groups."""

from domain.groups.actions.accepting import accept, confirm, doubt_changed, doubt_old, take_back
from domain.groups.actions.asking import choose_asking, offer_question, settle_asking
from domain.groups.actions.board import pin, stop_announcements, unpin, want_announcements
from domain.groups.actions.changing import note_change
from domain.groups.actions.entry import end_guest, end_guests_due, invite_guest, readmit, remove_member
from domain.groups.actions.fold_requests import ask_to_fold, lapse_fold_requests
from domain.groups.actions.folding import (
    fold_answer,
    fold_message,
    fold_question,
    restore_answer,
    restore_message,
    restore_question,
)
from domain.groups.actions.heat import refuse_floods, set_heat
from domain.groups.actions.membership import (
    ensure_group,
    mark_read,
    recompute,
    recompute_roles,
    recompute_staff,
    welcome_staff,
)
from domain.groups.actions.pictures import keep_message_photos, sweep_message_photos
from domain.groups.actions.presence import be_seen
from domain.groups.actions.question_pictures import keep_question_photos, sweep_question_photos
from domain.groups.actions.sending import Hanging, announce, send
from domain.groups.actions.talking import (
    Illustrated,
    answer,
    ask,
    delete_answer,
    delete_message,
    delete_question,
)

__all__ = [
    "Hanging",
    "Illustrated",
    "accept",
    "announce",
    "answer",
    "ask",
    "ask_to_fold",
    "be_seen",
    "choose_asking",
    "confirm",
    "delete_answer",
    "delete_message",
    "delete_question",
    "doubt_changed",
    "doubt_old",
    "end_guest",
    "end_guests_due",
    "ensure_group",
    "fold_answer",
    "fold_message",
    "fold_question",
    "invite_guest",
    "keep_message_photos",
    "keep_question_photos",
    "lapse_fold_requests",
    "mark_read",
    "note_change",
    "offer_question",
    "pin",
    "readmit",
    "recompute",
    "recompute_roles",
    "recompute_staff",
    "refuse_floods",
    "remove_member",
    "restore_answer",
    "restore_message",
    "restore_question",
    "send",
    "set_heat",
    "settle_asking",
    "stop_announcements",
    "sweep_message_photos",
    "sweep_question_photos",
    "take_back",
    "unpin",
    "want_announcements",
    "welcome_staff",
]
