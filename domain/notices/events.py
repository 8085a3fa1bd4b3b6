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


@dataclass(frozen=True, slots=True)
class ShopPartlyTold(Event):
    """Those who vouch for a shop's goods or have some in their cart were told how it stands with it, up to this one."""

    merchant_id: int
    last_id: int
