"""Tables of word of mouth: how a sale comes to credit somebody, and how that is guarded against fraud."""

from domain.angels.models.crediting import Commission, CommissionHold, Endorsement, ShareLink, Touch
from domain.angels.models.guarding import CommissionReview, Trace

__all__ = [
    "Commission",
    "CommissionHold",
    "CommissionReview",
    "Endorsement",
    "ShareLink",
    "Touch",
    "Trace",
]
