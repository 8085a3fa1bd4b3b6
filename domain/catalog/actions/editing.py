"""What every change of a product begins and ends with."""

from sqlalchemy import bindparam, func, select

from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import record
from domain.catalog import policy
from domain.catalog.events import ProductChanged
from domain.catalog.models import Product, ProductPicture, Variant
from domain.people.viewer import Viewer

_LOWEST = select(func.min(Variant.price_cents)).where(
    Variant.product_id == bindparam("product"), Variant.is_active.is_(True)
)


def editable(actor: Viewer, product_id: int) -> Product:
    """The product, locked. Raises NotFound for what the actor does not see, NotAllowed for what she may not change."""
    product = session.scalars(lock(select(Product).where(Product.id == product_id))).first()
    if product is None or not policy.can_see(actor, product):
        raise NotFound
    require(policy.can_edit(actor, product))
    return product


def changed(product: Product) -> None:
    """Makes kept copies of the product stale and tells the others."""
    product.version += 1
    session.flush()
    record(ProductChanged(product.id))


def refresh_price(product: Product) -> None:
    """The product's price in lists is the lowest of its active variants."""
    session.flush()
    lowest = session.scalar(_LOWEST, {"product": product.id})
    if lowest is not None:
        product.price_cents = lowest


def put_in_order(product: Product, pictures: list[ProductPicture]) -> None:
    """Numbers the pictures as they stand in the list; the first one is the product's face."""
    for position, picture in enumerate(pictures):
        picture.position = position
    product.picture_key = pictures[0].key if pictures else None
