"""What happens to notices themselves."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class WatchersPartlyTold(Event):
    """Those who watch a post's author were told of it, up to this one; there may be more. `mentioned_ids` were told
    before, of their name in it."""

    post_id: int
    last_id: int
    mentioned_ids: tuple[int, ...]
