"""Verbs of notices: telling people, marking as read, forgetting; choosing what to hear and how; sending it out."""

from domain.notices.actions.choosing import choose_delivery, end_mail
from domain.notices.actions.delivering import (
    Lease,
    give_back,
    mailed,
    note_refusal,
    put_off,
    take_digest,
    take_notices,
)
from domain.notices.actions.marks import (
    forget_between,
    forget_old,
    mark_all_read,
    mark_read,
    settle,
    take_out,
)
from domain.notices.actions.pushing import forget_browser, note_push, subscribe, take_pushes, unsubscribe
from domain.notices.actions.telling import tell
from domain.notices.actions.watching import watch

__all__ = [
    "Lease",
    "choose_delivery",
    "end_mail",
    "forget_between",
    "forget_browser",
    "forget_old",
    "give_back",
    "mailed",
    "mark_all_read",
    "mark_read",
    "note_push",
    "note_refusal",
    "put_off",
    "settle",
    "subscribe",
    "take_digest",
    "take_notices",
    "take_out",
    "take_pushes",
    "tell",
    "unsubscribe",
    "watch",
]
