"""Being asked about what one bought: what the viewer has said, and whether she is to be invited to say it."""

from sqlalchemy import ColumnElement, and_, exists, false, select

from core.db import session
from domain.catalog.models import Product
from domain.groups.models import AskingChoice
from domain.groups.received import has_received
from domain.orders.models import Order, OrderLine
from domain.people.viewer import Viewer


def asking_choice(viewer: Viewer) -> bool | None:
    """Whether she wants to be asked; None when she has not said."""
    return session.scalar(select(AskingChoice.is_willing).where(AskingChoice.user_id == viewer.id))


def is_to_be_invited(viewer: Viewer) -> ColumnElement[bool]:
    """For a statement over products: she has received the product and has not said yet whether she wants to be asked.
    Not for its seller."""
    if not viewer.is_signed_in or viewer.is_suspended:
        return false()
    received = exists().where(
        Order.id == OrderLine.order_id,
        Order.buyer_id == viewer.id,
        OrderLine.product_id == Product.id,
        has_received(),
    )
    said = exists().where(AskingChoice.user_id == viewer.id)
    return and_(~said, Product.merchant_id.not_in(sorted(viewer.merchant_ids)), received)
