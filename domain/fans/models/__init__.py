"""Tables of the fan desk."""

from domain.fans.models.broadcasts import Broadcast, BroadcastReceipt, BroadcastStop
from domain.fans.models.desk import CannedReply, FanTag

__all__ = ["Broadcast", "BroadcastReceipt", "BroadcastStop", "CannedReply", "FanTag"]
