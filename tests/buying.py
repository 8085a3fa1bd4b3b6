"""Orders for tests, made by the site's own actions: what people do from the cart to the receipt."""

from collections.abc import Mapping

from core import clock, invariants
from core.db import session
from core.unit import action
from domain import checks
from domain.catalog.models import Category, Variant
from domain.merchants.models import Merchant, MerchantStaff
from domain.orders import actions
from domain.orders.actions import Placed, Recipient
from domain.people.viewer import Viewer
from domain.viewers import viewer_of
from tests.cast import Cast, make_product

HOME = Recipient("Bo Wang", "13800001234", "Hangzhou", "West Lake Road 7")


def order(
    buyer: Viewer,
    *wanted: tuple[int, int],
    method: str = "sandbox",
    credits: Mapping[int, str] | None = None,
    key: str = "",
    total_seen: int | None = None,
    to: Recipient = HOME,
    visitor_id: str = "",
    coupons: Mapping[int, str] | None = None,
    coupon_code: str = "",
) -> Placed:
    """Fills the cart with (variant, quantity) and places it."""
    for variant_id, quantity in wanted:
        actions.add_to_cart(buyer, variant_id, quantity)
    return actions.place_order(
        buyer,
        to=to,
        payment_method=method,
        currency="CNY",
        idempotency_key=key,
        credits=credits,
        visitor_id=visitor_id,
        total_seen_cents=total_seen,
        sandbox=True,
        coupons=coupons,
        coupon_code=coupon_code,
    )


def bought(buyer: Viewer, *wanted: tuple[int, int], method: str = "sandbox", **more: object) -> str:
    """An order of one merchant, placed only."""
    (number,) = order(buyer, *wanted, method=method, **more).numbers  # type: ignore[arg-type]
    return number


def paid(buyer: Viewer, *wanted: tuple[int, int], **more: object) -> str:
    number = bought(buyer, *wanted, **more)
    actions.pay_by_sandbox(buyer, number)
    return number


def shipped(buyer: Viewer, seller: Viewer, *wanted: tuple[int, int], **more: object) -> str:
    number = paid(buyer, *wanted, **more)
    actions.ship(seller, number, carrier="SF Express", tracking_number="SF123")
    return number


def received(buyer: Viewer, seller: Viewer, *wanted: tuple[int, int], **more: object) -> str:
    number = shipped(buyer, seller, *wanted, **more)
    actions.receive(buyer, number)
    return number


@action
def second_shop(cast: Cast, *, transfer: bool = True, cod: bool = False) -> tuple[Viewer, int]:
    """Dora's tea shop, a person without a fee, free shipping from 50.00. Returns Dora with her hat, and a variant."""
    at = clock.now()
    merchant = Merchant(
        owner_id=cast.dora.id,
        kind="person",
        name="Dora's Tea",
        state="verified",
        verified_at=at,
        fee_bps=0,
        shipping_cents=600,
        free_shipping_from_cents=5_000,
        accepts_transfer=transfer,
        accepts_cod=cod,
        created_at=at,
    )
    session.add(merchant)
    session.flush()
    session.add(MerchantStaff(merchant_id=merchant.id, user_id=cast.dora.id, role="owner", created_at=at))
    category_id = session.query(Category.id).first()[0]  # type: ignore[index]
    product = make_product(merchant.id, category_id, cast.dora.id, title="Green tea")
    variant = session.query(Variant).filter_by(product_id=product.id).order_by(Variant.position).first()
    assert variant is not None
    variant.price_cents = product.price_cents = 2_000
    session.flush()
    return viewer_of(cast.dora.id), variant.id


@action
def change(kind: type, key: int, **values: object) -> None:
    """What somebody else does to a row meanwhile."""
    row = session.get_one(kind, key)
    for name, value in values.items():
        setattr(row, name, value)


def stock_of(variant_id: int) -> tuple[int, int, int]:
    """(on hand, reserved, sold)"""
    session.rollback()
    variant = session.get_one(Variant, variant_id)
    return variant.on_hand, variant.reserved, variant.sold


# Rooms that orders move. The test's cast is written straight into the tables and is no matter of the others' checks.
MOVED = ("catalogue", "ledger", "angels", "commissions", "orders")


def breaches() -> list[str]:
    """What the checks of these rooms find wrong."""
    assert checks.ROOMS
    return [
        f"{outcome.name}: {breach}"
        for outcome in invariants.outcomes()
        for breach in outcome.breaches
        if outcome.name.startswith(MOVED)
    ]
