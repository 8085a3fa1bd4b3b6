"""How somebody is reached outside the site, for her own settings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, true

from core.db import session
from core.errors import NotFound
from domain.notices.models import Delivery, PushSubscription
from domain.people.models import User
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """`refused_at`: when the mail server took nothing for her address. `browsers`: how many take push."""

    email: str | None
    time_zone: str
    by_mail: bool
    digest: bool
    quiet_from: int
    quiet_to: int
    digested_at: datetime | None
    refused_at: datetime | None
    browsers: int


def delivery(viewer: Viewer) -> DeliveryView:
    """What she has chosen, or the defaults."""
    statement = (
        select(
            User.email,
            User.time_zone,
            func.coalesce(Delivery.by_mail, true()),
            func.coalesce(Delivery.digest, true()),
            func.coalesce(Delivery.quiet_from, 0),
            func.coalesce(Delivery.quiet_to, 0),
            Delivery.digested_at,
            Delivery.refused_at,
            select(func.count())
            .where(PushSubscription.user_id == viewer.id)
            .correlate(None)
            .scalar_subquery(),
        )
        .outerjoin(Delivery, Delivery.user_id == User.id)
        .where(User.id == viewer.id)
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    return DeliveryView(*row)
