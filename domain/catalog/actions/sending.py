"""How a product is sent: by which of its shop's templates, and how heavy it is."""

from sqlalchemy import select, update

from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog.actions.editing import changed, editable
from domain.catalog.models import Product
from domain.merchants import policy, shipping
from domain.merchants.models import ShippingTemplate
from domain.people.viewer import Viewer


@action
def set_sending(actor: Viewer, product_id: int, *, template_id: int | None, weight_grams: int) -> None:
    """Without a template of its own it is sent as the shop sends by default. Raises NotFound for another shop's
    template."""
    product = editable(actor, product_id)
    if template_id is not None:
        own = select(ShippingTemplate.id).where(
            ShippingTemplate.id == template_id, ShippingTemplate.merchant_id == product.merchant_id
        )
        if session.scalar(own) is None:
            raise NotFound
    if not 0 <= weight_grams <= shipping.MAX_GRAMS:
        raise Refused(
            N_("Between %(least)s and %(most)s grams."), field="weight", least=0, most=shipping.MAX_GRAMS
        )
    product.shipping_template_id = template_id
    product.weight_grams = weight_grams
    changed(product)


@action
def delete_template(actor: Viewer, merchant_id: int, template_id: int) -> int:
    """Its products are sent as the shop sends by default from now on; orders keep what they were promised. Returns
    how many products that are."""
    require(policy.can_own(actor, merchant_id))
    moved = session.execute(
        update(Product)
        .where(Product.merchant_id == merchant_id, Product.shipping_template_id == template_id)
        .values(shipping_template_id=None, version=Product.version + 1)
    )
    shipping.delete_own(merchant_id, template_id)
    return int(moved.rowcount)  # type: ignore[attr-defined]
