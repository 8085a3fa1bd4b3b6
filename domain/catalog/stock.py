"""The stock of variants. A piece is on hand, reserved or sold; each verb here moves pieces by one conditional UPDATE,
so that two buyers can never be given the same one. They are called inside the actions of others."""

from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.orm.util import identity_key

from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.unit import is_writing
from domain.catalog.models import Product, Variant

_PRODUCT_OF = select(Variant.product_id).where(Variant.id == bindparam("variant"))
_COUNT_SOLD = (
    update(Product)
    .where(Product.id == bindparam("product"))
    .values(sold_count=Product.sold_count + bindparam("pieces"))
    .execution_options(synchronize_session=False)
)


def reserve(variant_id: int, quantity: int) -> None:
    """Sets `quantity` pieces aside for an order. Raises Refused when fewer are on hand."""
    if not _move(variant_id, quantity, "on_hand", "reserved"):
        raise _too_few(variant_id)


def release(variant_id: int, quantity: int) -> None:
    """The reservation ended without a sale: the pieces are on hand again."""
    _must(_move(variant_id, quantity, "reserved", "on_hand"), variant_id, "reserved")


def sell(variant_id: int, quantity: int) -> None:
    """Reserved pieces are sold, and counted on the product."""
    _must(_move(variant_id, quantity, "reserved", "sold"), variant_id, "reserved")
    _count_sold(variant_id, quantity)


def put_back(variant_id: int, quantity: int) -> None:
    """Sold pieces came back, or never left: they are on hand again and no longer counted as sold."""
    _must(_move(variant_id, quantity, "sold", "on_hand"), variant_id, "sold")
    _count_sold(variant_id, -quantity)


def supply(variant_id: int, change: int) -> None:
    """The merchant adds pieces, or takes away (`change` < 0) such as are on hand. Raises Refused for more than that."""
    _inside_an_action()
    moved = session.execute(
        update(Variant)
        .where(Variant.id == variant_id, Variant.on_hand + change >= 0)
        .values(on_hand=Variant.on_hand + change, supplied=Variant.supplied + change)
        .execution_options(synchronize_session=False)
    )
    _forget(Variant, variant_id)
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise _too_few(variant_id)


def _move(variant_id: int, quantity: int, source: str, target: str) -> bool:
    """Moves pieces from one column to another if there are enough, in one statement."""
    _inside_an_action()
    if quantity <= 0:
        raise ValueError("a quantity is positive")
    moved = session.execute(_moving(source, target), {"variant": variant_id, "pieces": quantity})
    _forget(Variant, variant_id)
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


@cache
def _moving(source: str, target: str) -> Update:
    """Put together once: that takes longer than running it."""
    before, after = getattr(Variant, source), getattr(Variant, target)
    pieces = bindparam("pieces", type_=before.type)
    statement = update(Variant).where(Variant.id == bindparam("variant"), before >= pieces)
    if target == "reserved":
        # What is no longer offered is not sold; what was ordered before is.
        statement = statement.where(Variant.is_active.is_(True))
    moved = {source: before - pieces, target: after + pieces}
    return statement.values(moved).execution_options(synchronize_session=False)


def _count_sold(variant_id: int, quantity: int) -> None:
    product_id = session.scalar(_PRODUCT_OF, {"variant": variant_id})
    session.execute(_COUNT_SOLD, {"product": product_id, "pieces": quantity})
    _forget(Product, product_id)


def _too_few(variant_id: int) -> Refused:
    left = session.scalar(
        select(Variant.on_hand).where(Variant.id == variant_id, Variant.is_active.is_(True))
    )
    if left:
        return Refused(N_("Only %(left)s left."), field="quantity", left=left)
    else:
        return Refused(N_("This is sold out."), field="quantity")


def _must(moved: bool, variant_id: int, source: str) -> None:
    # Only the orders' own count of pieces leads here, so fewer than that is a fault of the program, not of a buyer.
    if not moved:
        raise RuntimeError(f"variant {variant_id} has fewer pieces {source} than its orders say")


def _inside_an_action() -> None:
    if not is_writing():
        raise RuntimeError("stock moves inside an action only")


def _forget(kind: type[Any], key: object) -> None:
    """The statements go past the objects that are loaded already; those are read again when somebody asks."""
    loaded = session.identity_map.get(identity_key(kind, key))
    if loaded is not None:
        session.expire(loaded)
