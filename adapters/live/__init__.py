"""The live bus: what open pages are told at once. Notes get lost with whoever should have carried them and are never
stored; what must arrive is in the database, and the bus only says that it is worth a look."""

from pathlib import Path

from adapters.live.interface import Bus, Note
from adapters.live.neighbours import NeighbourBus
from adapters.live.over_redis import RedisBus

__all__ = ["Bus", "Note", "bus_of"]


def bus_of(redis_url: str, folder: Path, site_key: str) -> Bus:
    """Through Redis when there is one, else among the processes on this machine that share `folder`. `site_key` keeps
    two sites at one Redis apart."""
    return RedisBus(redis_url, site_key) if redis_url else NeighbourBus(folder)
