"""Further shops for tests that need more than Chen's."""

from dataclasses import dataclass

from core import clock
from core.db import session
from core.unit import action
from domain.merchants.models import Merchant, MerchantStaff
from domain.people.viewer import Viewer
from domain.viewers import viewer_of


@dataclass(frozen=True)
class Shop:
    id: int
    owner: Viewer


@action
def make_shop(owner: Viewer, state: str = "verified", name: str = "") -> Shop:
    at = clock.now()
    merchant = Merchant(
        owner_id=owner.id,
        kind="person",
        name=name or f"{owner.display_name}'s shop",
        state=state,
        fee_bps=0,
        created_at=at,
        verified_at=at if state == "verified" else None,
    )
    session.add(merchant)
    session.flush()
    session.add(MerchantStaff(merchant_id=merchant.id, user_id=owner.id, role="owner", created_at=at))
    session.flush()
    return Shop(merchant.id, viewer_of(owner.id))
