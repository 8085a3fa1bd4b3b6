"""What moderators do to a product: take it off sale, and put it back."""

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound
from core.i18n import N_
from core.policy import YES, Decision, no, require
from core.unit import action
from domain.catalog.actions.editing import changed
from domain.catalog.models import Product
from domain.people.policy import can_write
from domain.people.viewer import Viewer


def can_fold(viewer: Viewer) -> Decision:
    if not (allowed := can_write(viewer)):
        return allowed
    return YES if viewer.is_moderator else no(N_("Only moderators may do this."))


@action
def take_off_sale(actor: Viewer, product_id: int) -> None:
    """Nobody can buy it any more; its page stays. Who wants to keep the merchant from putting it on sale again has
    to listen to ProductPublished."""
    _set(actor, product_id, "withdrawn")


@action
def put_back_on_sale(actor: Viewer, product_id: int) -> None:
    _set(actor, product_id, "on_sale")


def _set(actor: Viewer, product_id: int, state: str) -> None:
    require(can_fold(actor))
    product = session.scalar(lock(select(Product).where(Product.id == product_id, Product.state != "draft")))
    if product is None:
        raise NotFound
    product.state = state
    changed(product)
