"""The verbs of this room, under one name for the others."""

from domain.people.actions.accounts import (
    begin_export,
    change_avatar,
    change_password,
    change_privacy,
    change_profile,
    confirm_password,
    join,
    register,
    set_password,
)
from domain.people.actions.attempts import give_back
from domain.people.actions.circles import (
    end_circle,
    make_circle,
    put_in_circle,
    rename_circle,
    take_out_of_circle,
)
from domain.people.actions.distance import hide_from, mute, stop_hiding_from, unmute
from domain.people.actions.feed_address import end_feed_address, make_feed_address
from domain.people.actions.friends import (
    ask_friend,
    block,
    end_friendship,
    follow,
    unblock,
    unfollow,
)
from domain.people.actions.invites import accept_invite, end_invite, make_invite
from domain.people.actions.links import (
    make_setup_link,
    open_link,
    register_operator,
    request_reset,
    reset_password,
)
from domain.people.actions.sessions import (
    begin_session,
    close_session,
    end_other_sessions,
    end_session,
    note_proved,
    note_seen,
    open_session,
)
from domain.people.actions.standing import grant_role, lift_suspension, revoke_role, suspend
from domain.people.actions.suggesting import dismiss_suggestion
from domain.people.actions.upkeep import forget_what_is_over

__all__ = [
    "accept_invite",
    "ask_friend",
    "begin_export",
    "begin_session",
    "block",
    "change_avatar",
    "change_password",
    "change_privacy",
    "change_profile",
    "close_session",
    "confirm_password",
    "dismiss_suggestion",
    "end_circle",
    "end_feed_address",
    "end_friendship",
    "end_invite",
    "end_other_sessions",
    "end_session",
    "follow",
    "forget_what_is_over",
    "give_back",
    "grant_role",
    "hide_from",
    "join",
    "lift_suspension",
    "make_circle",
    "make_feed_address",
    "make_invite",
    "make_setup_link",
    "mute",
    "note_proved",
    "note_seen",
    "open_link",
    "open_session",
    "put_in_circle",
    "register",
    "register_operator",
    "rename_circle",
    "request_reset",
    "reset_password",
    "revoke_role",
    "set_password",
    "stop_hiding_from",
    "suspend",
    "take_out_of_circle",
    "unblock",
    "unfollow",
    "unmute",
]
