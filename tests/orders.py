"""Orders for the tests of money, written straight into their tables: what the ledger needs of an order and no more."""

from dataclasses import dataclass
from datetime import timedelta

from core import clock, ids
from core.db import session
from core.money import share
from core.unit import action
from domain.angels import commissions
from domain.ledger import sales
from domain.ledger.sales import RefundLineFacts, SaleLine
from domain.orders.models import Order, OrderLine, Refund, RefundLine
from tests.cast import Cast

FEE_BPS = 500


@dataclass(frozen=True)
class Sold:
    """A paid order: its id and number, and the ids of its lines."""

    order_id: int
    number: str
    line_ids: tuple[int, ...]

    @property
    def line_id(self) -> int:
        return self.line_ids[0]


@action
def sell(
    cast: Cast,
    *nets: int,
    angel_id: int | None = None,
    rate_bps: int = 1500,
    holder: str = "platform",
    shipping_cents: int = 0,
    fee_bps: int = FEE_BPS,
) -> Sold:
    """Bo pays an order with one line for each of `nets` (100.00 without any), each crediting the angel."""
    nets = nets or (10_000,)
    order = _order(cast, nets, holder, shipping_cents, fee_bps)
    lines, facts = [], []
    for net in nets:
        line = _line(cast, order.id, net, angel_id, rate_bps, share(net, fee_bps))
        lines.append(line)
        commission = None
        if angel_id:
            commission = commissions.open_for_line(
                order_id=order.id,
                order_line_id=line.id,
                angel_id=angel_id,
                product_id=cast.product_id,
                merchant_id=cast.merchant_id,
                base_cents=net,
                rate_bps=rate_bps,
                currency="CNY",
            )
        facts.append(
            SaleLine(line.id, net, line.fee_cents, angel_id, commission.amount_cents if commission else 0)
        )
    sales.post_sale(
        order_id=order.id,
        number=order.number,
        merchant_id=cast.merchant_id,
        currency="CNY",
        cash_holder=holder,
        total_cents=order.total_cents,
        shipping_cents=shipping_cents,
        lines=facts,
    )
    return Sold(order.id, order.number, tuple(line.id for line in lines))


@action
def receive(sold: Sold) -> None:
    order = session.get(Order, sold.order_id)
    order.state, order.received_at = "received", clock.now()
    for line_id in sold.line_ids:
        session.get(OrderLine, line_id).received_at = clock.now()
    commissions.mark_earned(sold.order_id, received_at=clock.now())


@action
def refund(sold: Sold, amount_cents: int, line: int = 0) -> int:
    """Gives back a part of one line. Returns what the angel lost."""
    order, row = session.get(Order, sold.order_id), session.get(OrderLine, sold.line_ids[line])
    refund_id = ask_refund(sold, amount_cents, line)
    given = session.get(Refund, refund_id)
    given.state, given.decided_by_id = "accepted", order.buyer_id
    row.refunded_cents += amount_cents
    order.refunded_cents += amount_cents
    remaining = row.net_cents - row.refunded_cents
    fee_stays = share(remaining, order.fee_bps)
    lost = commissions.reduce(row.id, remaining_base_cents=remaining)
    facts = RefundLineFacts(row.id, amount_cents, row.fee_cents - fee_stays, row.angel_id, lost)
    row.fee_cents = fee_stays
    sales.post_refund(
        refund_id=refund_id,
        order_id=order.id,
        merchant_id=order.merchant_id,
        currency="CNY",
        cash_holder=order.cash_holder,
        lines=[facts],
    )
    return lost


@action
def ask_refund(sold: Sold, amount_cents: int, line: int = 0) -> int:
    asked = Refund(order_id=sold.order_id, amount_cents=amount_cents, requested_at=clock.now())
    session.add(asked)
    session.flush()
    session.add(
        RefundLine(
            refund_id=asked.id, order_line_id=sold.line_ids[line], quantity=0, amount_cents=amount_cents
        )
    )
    session.flush()
    return asked.id


def _order(cast: Cast, nets: tuple[int, ...], holder: str, shipping_cents: int, fee_bps: int) -> Order:
    at = clock.now()
    order = Order(
        number=ids.code(12),
        buyer_id=cast.bo.id,
        merchant_id=cast.merchant_id,
        state="paid",
        payment_method="sandbox" if holder == "platform" else "transfer",
        cash_holder=holder,
        currency="CNY",
        goods_cents=sum(nets),
        shipping_cents=shipping_cents,
        total_cents=sum(nets) + shipping_cents,
        fee_bps=fee_bps,
        placed_at=at - timedelta(minutes=1),
        paid_at=at,
    )
    session.add(order)
    session.flush()
    return order


def _line(cast: Cast, order_id: int, net: int, angel_id: int | None, rate_bps: int, fee: int) -> OrderLine:
    line = OrderLine(
        order_id=order_id,
        product_id=cast.product_id,
        variant_id=cast.variant_id,
        title="Durian, 3 kg",
        unit_price_cents=net,
        quantity=1,
        net_cents=net,
        fee_cents=fee,
        rate_bps=rate_bps if angel_id else 0,
        angel_id=angel_id,
        credit_basis="chosen" if angel_id else "nobody",
    )
    session.add(line)
    session.flush()
    return line
