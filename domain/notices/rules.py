"""How notices of one kind about one thing become one. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

# Read ones are kept so long, and unread ones too: nobody looks further back.
KEPT_FOR = timedelta(days=365)


def with_actor(actor_ids: Sequence[int], count: int, actor_id: int, keep: int) -> tuple[list[int], int]:
    """The latest actors with one more, and how many there are: who does it again moves to the front."""
    if actor_id == 0:
        return list(actor_ids), count
    others = [one for one in actor_ids if one != actor_id]
    is_new = len(others) == len(actor_ids)
    return [actor_id, *others][:keep], count + is_new


def without_actor(actor_ids: Sequence[int], count: int, actor_id: int) -> tuple[list[int], int]:
    others = [one for one in actor_ids if one != actor_id]
    return others, count - (len(actor_ids) - len(others))


def merged(old: Mapping[str, Any], new: Mapping[str, Any], sums: Sequence[str]) -> dict[str, Any]:
    """The later facts in place of the earlier ones, and those in `sums` added up."""
    added = {name: old.get(name, 0) + new[name] for name in sums}
    return {**old, **new, **added}
