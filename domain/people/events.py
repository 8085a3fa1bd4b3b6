"""What happens among people."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class Registered(Event):
    user_id: int


@dataclass(frozen=True, slots=True)
class ProfileChanged(Event):
    user_id: int


@dataclass(frozen=True, slots=True)
class FriendAsked(Event):
    from_id: int
    to_id: int


@dataclass(frozen=True, slots=True)
class FriendRequestEnded(Event):
    """Taken back by the one who asked, or declined by the other."""

    from_id: int
    to_id: int


@dataclass(frozen=True, slots=True)
class FriendshipMade(Event):
    """`asker_id` asked first (or invited), `accepter_id` agreed."""

    asker_id: int
    accepter_id: int


@dataclass(frozen=True, slots=True)
class FriendshipEnded(Event):
    ender_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class Followed(Event):
    follower_id: int
    followee_id: int


@dataclass(frozen=True, slots=True)
class Blocked(Event):
    blocker_id: int
    blocked_id: int


@dataclass(frozen=True, slots=True)
class Suspended(Event):
    user_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    """`visitor_id` is the browser's visitor id, whose touches become the user's."""

    user_id: int
    visitor_id: str


@dataclass(frozen=True, slots=True)
class Unblocked(Event):
    blocker_id: int
    blocked_id: int


@dataclass(frozen=True, slots=True)
class SuspensionLifted(Event):
    user_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class RoleGranted(Event):
    """`by_id` is 0 for the command line."""

    user_id: int
    role: str
    by_id: int


@dataclass(frozen=True, slots=True)
class RoleRevoked(Event):
    user_id: int
    role: str
    by_id: int
