"""What shops say of the viewer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from domain.fans.models import FanTag
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MyTag:
    id: int
    merchant_id: int
    shop: str
    kind: str
    words: str
    created_at: datetime


def tags_on(viewer: Viewer) -> list[MyTag]:
    """Every tag that any shop has given her, by shop. One query; a shop gives a fan twelve at most."""
    statement = (
        select(FanTag.id, Merchant.id, Merchant.name, FanTag.kind, FanTag.words, FanTag.created_at)
        .join(Merchant, Merchant.id == FanTag.merchant_id)
        .where(FanTag.user_id == viewer.id, FanTag.removed_at.is_(None))
        .order_by(Merchant.name, FanTag.id)
    )
    return [MyTag(*row) for row in session.execute(statement)]
