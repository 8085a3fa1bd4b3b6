"""Putting things into the cart and taking them out."""

from sqlalchemy import delete, func, select, update

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog.models import Product, Variant
from domain.catalog.policy import can_buy, visible_products
from domain.orders.models import CartLine
from domain.orders.rules import MAX_CART_LINES, MAX_QUANTITY
from domain.people.models import User
from domain.people.policy import can_write
from domain.people.viewer import Viewer


@action(quiet=True)
def add_to_cart(actor: Viewer, variant_id: int, quantity: int = 1) -> int:
    """Adds pieces, capped by the stock and by 99 a line. Returns how many of them are in the cart now. Raises
    NotFound for a product that the actor may not see, Refused for one that cannot be bought."""
    require(can_write(actor))
    variant = _offered(actor, variant_id)
    lock_buyer(actor.id)
    there = session.scalar(
        select(CartLine).where(CartLine.user_id == actor.id, CartLine.variant_id == variant_id)
    )
    wanted = min((there.quantity if there else 0) + _sane(quantity), variant.on_hand, MAX_QUANTITY)
    if there is not None:
        there.quantity = wanted
        return wanted
    in_cart = session.scalar(select(func.count()).where(CartLine.user_id == actor.id)) or 0
    if in_cart >= MAX_CART_LINES:
        raise Refused(N_("Your cart is full: it holds %(max)s different things."), max=MAX_CART_LINES)
    session.add(
        CartLine(
            user_id=actor.id,
            variant_id=variant_id,
            quantity=wanted,
            price_seen_cents=variant.price_cents,
            added_at=clock.now(),
        )
    )
    return wanted


@action(quiet=True)
def set_quantity(actor: Viewer, line_id: int, quantity: int) -> int:
    """Sets how many, capped by the stock and by 99. Returns how many it is now."""
    require(can_write(actor))
    on_hand = session.scalar(
        select(Variant.on_hand)
        .join(CartLine, CartLine.variant_id == Variant.id)
        .where(CartLine.id == line_id, CartLine.user_id == actor.id)
    )
    if on_hand is None:
        raise NotFound
    capped = min(_sane(quantity), max(on_hand, 1), MAX_QUANTITY)
    session.execute(update(CartLine).where(CartLine.id == line_id).values(quantity=capped))
    return capped


@action(quiet=True)
def remove_from_cart(actor: Viewer, line_id: int) -> None:
    removed = session.execute(delete(CartLine).where(CartLine.id == line_id, CartLine.user_id == actor.id))
    if removed.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound


def lock_buyer(user_id: int) -> None:
    """One buyer's cart is changed by one transaction at a time. The lock lets others refer to her row meanwhile."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def _sane(quantity: int) -> int:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise Refused(N_("Between 1 and %(max)s pieces."), field="quantity", max=MAX_QUANTITY)
    return quantity


def _offered(actor: Viewer, variant_id: int) -> Variant:
    row = session.execute(
        visible_products(
            select(Variant, Product)
            .join(Product, Product.id == Variant.product_id)
            .where(Variant.id == variant_id),
            actor,
        )
    ).first()
    if row is None:
        raise NotFound
    variant, product = row
    buyable = can_buy(product)
    if not buyable:
        raise Refused(buyable.reason, field="variant_id")
    if not variant.is_active or variant.on_hand == 0:
        raise Refused(N_("This is sold out."), field="variant_id")
    return variant  # type: ignore[no-any-return]
