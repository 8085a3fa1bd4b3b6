"""What counts as bought for those who are asked: it has arrived, and was not given back."""

from sqlalchemy import ColumnElement, and_

from domain.orders.models import OrderLine


def has_received() -> ColumnElement[bool]:
    """For a statement over order lines."""
    return and_(OrderLine.received_at.is_not(None), OrderLine.refunded_quantity < OrderLine.quantity)
