"""What happened at the fan desk."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class FanTagged(Event):
    tag_id: int
    user_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class BroadcastDue(Event):
    """The next portion of a broadcast's readers, those after `last_id`, is to be told."""

    broadcast_id: int
    last_id: int


@dataclass(frozen=True, slots=True)
class BroadcastReached(Event):
    """These are its readers now."""

    broadcast_id: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BroadcastsStopped(Event):
    """She wants nothing more of this shop."""

    merchant_id: int
    user_id: int
