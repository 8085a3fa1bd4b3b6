"""How the owner arranges her store."""

from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotFound
from core.policy import require
from core.unit import action
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.stores.models import StoreItem


@action
def arrange(
    actor: Viewer,
    product_id: int,
    *,
    hidden: bool | None = None,
    pinned: bool | None = None,
    words: str | None = None,
) -> None:
    """Changes what is given; None leaves it as it is."""
    require(can_write(actor))
    if session.scalar(visible_products(select(Product.id).where(Product.id == product_id), actor)) is None:
        raise NotFound
    item = session.get(StoreItem, (actor.id, product_id))
    if item is None:
        item = StoreItem(user_id=actor.id, product_id=product_id, hidden=False, words="")
        session.add(item)
    if hidden is not None:
        item.hidden = hidden
    if pinned is not None:
        item.pinned_at = clock.now() if pinned else None
    if words is not None:
        item.words = words


@action
def leave_as_it_comes(actor: Viewer, product_id: int) -> None:
    """Takes back every arrangement of one product."""
    item = session.get(StoreItem, (actor.id, product_id))
    if item is not None:
        session.delete(item)
