"""One value of a product at a time, by somebody who has seen what it was: nobody's change is written over unseen."""

from sqlalchemy import select

from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.unit import action
from domain.catalog.actions.editing import editable
from domain.catalog.actions.rates import set_rate
from domain.catalog.actions.variants import change_variant
from domain.catalog.models import Variant
from domain.people.viewer import Viewer


class ChangedMeanwhile(Refused):
    """Somebody, or a sale, has changed the value since it was `seen`. `now` is what it is."""

    def __init__(self, now: int) -> None:
        super().__init__(N_("It was changed meanwhile."))
        self.now = now


@action
def change_price(actor: Viewer, product_id: int, variant_id: int, *, price_cents: int, seen: int) -> None:
    variant = _variant(actor, product_id, variant_id)
    _compare(variant.price_cents, seen, price_cents)
    _change(actor, variant, price_cents, variant.on_hand)


@action
def change_stock(actor: Viewer, product_id: int, variant_id: int, *, stock: int, seen: int) -> None:
    """`stock` is what lies on the shelf now."""
    variant = _variant(actor, product_id, variant_id)
    _compare(variant.on_hand, seen, stock)
    _change(actor, variant, variant.price_cents, stock)


@action
def change_rate(actor: Viewer, product_id: int, *, rate_bps: int, seen: int) -> None:
    product = editable(actor, product_id)
    _compare(product.rate_bps, seen, rate_bps)
    set_rate(actor, product_id, rate_bps=rate_bps)


def _compare(now: int, seen: int, wanted: int) -> None:
    if now not in (seen, wanted):
        raise ChangedMeanwhile(now)


def _variant(actor: Viewer, product_id: int, variant_id: int) -> Variant:
    editable(actor, product_id)
    variant = session.scalar(
        lock(select(Variant).where(Variant.id == variant_id, Variant.product_id == product_id))
    )
    if variant is None:
        raise NotFound
    return variant


def _change(actor: Viewer, variant: Variant, price_cents: int, stock: int) -> None:
    if (price_cents, stock) != (variant.price_cents, variant.on_hand):
        change_variant(
            actor,
            variant.product_id,
            variant.id,
            name=variant.name,
            price_cents=price_cents,
            stock_now=stock,
            stock_seen=variant.on_hand,
        )
