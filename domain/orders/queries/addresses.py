"""Where the viewer has things sent. Nobody else reads it."""

from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from domain.orders.address_rules import MAX_ADDRESSES
from domain.orders.models import Address
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AddressCard:
    id: int
    recipient: str
    phone: str
    region: str
    street: str
    is_default: bool


FIELDS = [getattr(Address, name) for name in AddressCard.__dataclass_fields__]


def addresses_of(viewer: Viewer) -> list[AddressCard]:
    """The viewer's addresses: the default first, then the one used last. One query."""
    statement = (
        select(*FIELDS)
        .where(Address.user_id == viewer.id)
        .order_by(Address.is_default.desc(), Address.used_at.desc(), Address.id.desc())
        .limit(MAX_ADDRESSES)
    )
    return [AddressCard(*row) for row in session.execute(statement)]


def own_address(viewer: Viewer, address_id: int) -> AddressCard:
    """One of the viewer's addresses. Raises NotFound for anybody else's."""
    statement = select(*FIELDS).where(Address.user_id == viewer.id, Address.id == address_id)
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    return AddressCard(*row)
