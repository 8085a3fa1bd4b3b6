"""Where the viewer has had things sent."""

from sqlalchemy import select

from core.db import session
from domain.orders.models import Address
from domain.people.viewer import Viewer


def last_address(viewer: Viewer) -> dict[str, str]:
    """The fields of the address used last; empty for a first order."""
    address = session.scalar(
        select(Address)
        .where(Address.user_id == viewer.id)
        .order_by(Address.used_at.desc(), Address.id.desc())
        .limit(1)
    )
    if address is None:
        return {}
    return {
        "recipient": address.recipient,
        "phone": address.phone,
        "region": address.region,
        "street": address.street,
    }
