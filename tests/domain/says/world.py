"""What the tests of angel says start from: purchases that have arrived, pictures, endorsements."""

from itertools import count

from adapters.media import Picture
from core import clock, ids
from core.db import session
from core.unit import action
from domain.angels.models import Endorsement
from domain.orders.models import Order, OrderLine, Purchase
from domain.people.viewer import Viewer
from tests.cast import Cast

_number = count(1)


@action
def receive(cast: Cast, buyer: Viewer, product_id: int | None = None, *, received: bool = True) -> int:
    """An order with one line of the product, arrived; returns the line's id."""
    at = clock.now()
    order = Order(
        number=ids.code(),
        buyer_id=buyer.id,
        merchant_id=cast.merchant_id,
        state="received" if received else "shipped",
        payment_method="transfer",
        cash_holder="merchant",
        currency="CNY",
        goods_cents=10_000,
        total_cents=10_000,
        fee_bps=0,
        placed_at=at,
        received_at=at if received else None,
    )
    session.add(order)
    session.flush()
    line = OrderLine(
        order_id=order.id,
        product_id=product_id or cast.product_id,
        variant_id=cast.variant_id,
        title="Durian, 3 kg",
        unit_price_cents=10_000,
        quantity=1,
        net_cents=10_000,
        received_at=at if received else None,
    )
    session.add(line)
    if received:
        _count_purchase(buyer.id, line.product_id)
    session.flush()
    return line.id


def _count_purchase(user_id: int, product_id: int) -> None:
    purchase = session.get(Purchase, (user_id, product_id))
    if purchase is None:
        session.add(Purchase(user_id=user_id, product_id=product_id, times=1, last_at=clock.now()))
    else:
        purchase.times += 1
        purchase.last_at = clock.now()


@action
def endorse(person: Viewer, product_id: int) -> None:
    session.add(Endorsement(user_id=person.id, product_id=product_id, created_at=clock.now()))


def picture() -> Picture:
    return Picture(key=ids.code(16).lower(), width=900, height=675, color="#aabbcc", bytes=next(_number))
