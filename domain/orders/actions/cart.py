"""Putting things into the cart and taking them out. A browser that nobody has signed in with has a cart of its own,
which becomes that of the person who signs in."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog.models import Product, Variant
from domain.catalog.policy import can_buy, visible_products
from domain.orders.models import CartLine
from domain.orders.policy import can_fill_cart, own_cart
from domain.orders.rules import MAX_CART_LINES, MAX_QUANTITY, put_together
from domain.people.models import User
from domain.people.viewer import Viewer

# As long as the browser keeps its id.
GUEST_CART_LASTS = timedelta(days=30)

_OFFERED = (
    select(Variant, Product)
    .join(Product, Product.id == Variant.product_id)
    .where(Variant.id == bindparam("variant"))
)
# The lock lets others refer to her row meanwhile.
_BUYER = select(User.id).where(User.id == bindparam("buyer")).with_for_update(key_share=True)


@action(quiet=True)
def add_to_cart(actor: Viewer, variant_id: int, quantity: int = 1, *, visitor_id: str = "") -> int:
    """Adds pieces, capped by the stock and by 99 a line. Returns how many of them are in the cart now. Raises
    NotFound for a product that the actor may not see, Refused for one that cannot be bought."""
    require(can_fill_cart(actor, visitor_id))
    variant = _offered(actor, variant_id)
    lock_buyer(actor.id)
    mine = own_cart(actor, visitor_id)
    there = session.scalar(lock(select(CartLine).where(mine, CartLine.variant_id == variant_id)))
    wanted = (there.quantity if there else 0) + _sane(quantity)
    if there is None:
        if (session.scalar(select(func.count()).where(mine)) or 0) >= MAX_CART_LINES:
            raise Refused(N_("Your cart is full: it holds %(max)s different things."), max=MAX_CART_LINES)
        there = CartLine(
            user_id=actor.id or None,
            visitor_id=None if actor.id else visitor_id,
            variant_id=variant_id,
            added_at=clock.now(),
        )
        session.add(there)
    return _put(there, wanted, variant)


@action(quiet=True)
def set_quantity(actor: Viewer, line_id: int, quantity: int, *, visitor_id: str = "") -> int:
    """Sets how many, capped by the stock and by 99. Returns how many it is now."""
    require(can_fill_cart(actor, visitor_id))
    row = session.execute(
        select(CartLine, Variant)
        .join(Variant, Variant.id == CartLine.variant_id)
        .where(CartLine.id == line_id, own_cart(actor, visitor_id))
    ).first()
    if row is None:
        raise NotFound
    line, variant = row
    _put(line, _sane(quantity), variant)
    # What she asked for is answered here and now.
    line.wanted = None
    return int(line.quantity)


@action(quiet=True)
def remove_from_cart(actor: Viewer, line_id: int, *, visitor_id: str = "") -> None:
    removed = session.execute(delete(CartLine).where(CartLine.id == line_id, own_cart(actor, visitor_id)))
    if removed.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound


def merge_guest_cart(user_id: int, visitor_id: str) -> None:
    """The cart of a browser becomes that of the person who signs in with it. Of what lies in both the quantities are
    added up, as far as there are pieces. When it was first put in stays, and so does what it cost then."""
    if not visitor_id:
        return
    guest = session.execute(
        select(CartLine, Variant)
        .join(Variant, Variant.id == CartLine.variant_id)
        .where(CartLine.visitor_id == visitor_id)
        .order_by(CartLine.variant_id)
    ).all()
    if not guest:
        return
    lock_buyer(user_id)
    own = {
        line.variant_id: line for line in session.scalars(select(CartLine).where(CartLine.user_id == user_id))
    }
    for line, variant in guest:
        there = own.get(line.variant_id)
        if there is not None:
            there.added_at = min(there.added_at, line.added_at)
            _keep(there, there.quantity + line.quantity, variant.on_hand)
            session.delete(line)
        elif len(own) < MAX_CART_LINES:
            line.user_id, line.visitor_id = user_id, None
            own[line.variant_id] = line
        else:
            session.delete(line)
    session.flush()


@action(quiet=True)
def forget_guest_carts() -> int:
    """Carts of browsers that nobody has signed in with for a month. Returns how many lines."""
    gone = session.execute(
        delete(CartLine).where(
            CartLine.visitor_id.is_not(None), CartLine.added_at <= clock.now() - GUEST_CART_LASTS
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def lock_buyer(user_id: int) -> None:
    """One buyer's cart is changed by one transaction at a time."""
    session.execute(_BUYER, {"buyer": user_id})


def _put(line: CartLine, wanted: int, variant: Variant) -> int:
    """She has the line before her eyes: its price is the one that she sees now."""
    _keep(line, wanted, variant.on_hand)
    line.price_seen_cents = variant.price_cents
    session.flush()
    return int(line.quantity)


def _keep(line: CartLine, wanted: int, on_hand: int) -> None:
    line.quantity = put_together(wanted, on_hand)
    line.wanted = wanted if wanted > line.quantity else None


def _sane(quantity: int) -> int:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise Refused(N_("Between 1 and %(max)s pieces."), field="quantity", max=MAX_QUANTITY)
    return quantity


def _offered(actor: Viewer, variant_id: int) -> Variant:
    row = session.execute(visible_products(_OFFERED, actor), {"variant": variant_id}).first()
    if row is None:
        raise NotFound
    variant, product = row
    buyable = can_buy(product)
    if not buyable:
        raise Refused(buyable.reason, field="variant_id")
    if not variant.is_active or variant.on_hand == 0:
        raise Refused(N_("This is sold out."), field="variant_id")
    return variant  # type: ignore[no-any-return]
