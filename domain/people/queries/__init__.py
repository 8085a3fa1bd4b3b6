"""What this room tells, under one name for the others."""

from domain.people.queries.accounts import (
    Device,
    MailAddress,
    OwnAccount,
    StandingSuspension,
    address_of,
    devices,
    own_account,
    suspension_of,
)
from domain.people.queries.circles import (
    FriendCounts,
    Person,
    blocked_people,
    following,
    friend_counts,
    friend_requests,
    friends,
)
from domain.people.queries.invites import InviteLink, invite, invites
from domain.people.queries.naming import suggested
from domain.people.queries.profiles import (
    PersonCard,
    Profile,
    Relation,
    cards,
    friend_ids,
    id_of,
    id_of_blocked,
    ids_of_handles,
    person,
    relation,
    relations,
)
from domain.people.queries.suggestions import Mutuals, mutual_friends, suggestions

__all__ = [
    "Device",
    "FriendCounts",
    "InviteLink",
    "MailAddress",
    "Mutuals",
    "OwnAccount",
    "Person",
    "PersonCard",
    "Profile",
    "Relation",
    "StandingSuspension",
    "address_of",
    "blocked_people",
    "cards",
    "devices",
    "following",
    "friend_counts",
    "friend_ids",
    "friend_requests",
    "friends",
    "id_of",
    "id_of_blocked",
    "ids_of_handles",
    "invite",
    "invites",
    "mutual_friends",
    "own_account",
    "person",
    "relation",
    "relations",
    "suggested",
    "suggestions",
    "suspension_of",
]
