"""One order with all that belongs to it, as its page shows it: to the buyer, or to the merchant's people."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, select

from core import clock
from core.db import session
from core.errors import NotFound
from domain.angels.models import Commission, Touch
from domain.angels.rules import earned
from domain.merchants.models import Merchant
from domain.merchants.policy import OWNING
from domain.orders import policy
from domain.orders.case_policy import is_visible_case
from domain.orders.models import (
    CouponUse,
    GatewayRefund,
    Order,
    OrderCase,
    OrderLine,
    OrderStep,
    Payment,
    Refund,
    RefundLine,
    RefundReturn,
    Shipment,
    ShipmentLine,
)
from domain.orders.queries.deliveries import DeliveryView, deliveries_of
from domain.orders.rules import FINAL, OPEN_REFUND, State, Station, is_late, journey
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class LineView:
    """`angel` is who is credited, `earns_cents` what the line earns her after refunds."""

    id: int
    product_id: int
    variant_id: int
    title: str
    variant_name: str
    picture_key: str | None
    unit_price_cents: int
    quantity: int
    discount_cents: int
    net_cents: int
    refunded_cents: int
    refunded_quantity: int
    fee_cents: int
    rate_bps: int
    credit_basis: str
    angel: PersonCard | None
    earns_cents: int
    angel_price_cents: int
    shipped_quantity: int
    withdrawn_quantity: int
    received_at: datetime | None
    touched_at: datetime | None
    offer_id: int | None

    @property
    def left_cents(self) -> int:
        return self.net_cents - self.refunded_cents

    @property
    def unsent(self) -> int:
        return self.quantity - self.shipped_quantity - self.withdrawn_quantity


@dataclass(frozen=True, slots=True)
class StepView:
    from_state: str
    to_state: str
    at: datetime
    note: str
    by: PersonCard | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    id: int
    provider: str
    state: str
    amount_cents: int
    has_proof: bool
    created_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PackedView:
    """So many pieces of a line in a parcel."""

    title: str
    variant_name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentView:
    id: int
    carrier: str
    tracking_number: str
    shipped_at: datetime
    received_at: datetime | None
    pieces: Sequence[PackedView]


@dataclass(frozen=True, slots=True)
class RefundView:
    id: int
    state: str
    amount_cents: int
    reason: str
    requested_at: datetime
    decided_at: datetime | None
    decision_reason: str
    goods_back: bool
    failure: str
    titles: Sequence[str]
    case_id: int | None
    case_state: str


@dataclass(frozen=True, slots=True)
class CouponOff:
    """A coupon that came off it. `payer` is merchant or site; it is returned when the order ended without a sale."""

    title: str
    payer: str
    amount_cents: int
    is_returned: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """The head of the order, and what hangs on it. It answers the questions of policy.py."""

    id: int
    number: str
    checkout_id: int | None
    buyer_id: int
    merchant_id: int
    state: str
    payment_method: str
    cash_holder: str
    delivery: str
    currency: str
    goods_cents: int
    discount_cents: int
    shipping_cents: int
    total_cents: int
    refunded_cents: int
    fee_bps: int
    recipient: str
    phone: str
    region: str
    street: str
    placed_at: datetime
    reserved_until_at: datetime | None
    buyer_says_paid_at: datetime | None
    paid_at: datetime | None
    part_sent_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None
    buyer: PersonCard
    merchant_name: str
    transfer_details: str
    transfer_picture_key: str | None
    cod_terms: str
    lines: Sequence[LineView]
    steps: Sequence[StepView]
    payments: Sequence[PaymentView]
    shipments: Sequence[ShipmentView]
    deliveries: Sequence[DeliveryView]
    refunds: Sequence[RefundView]
    coupons: Sequence[CouponOff]
    address_shown: bool

    @property
    def is_overdue(self) -> bool:
        """Nobody has paid in time; the clock will end it within a minute."""
        return self.state == "awaiting_payment" and is_late(self.reserved_until_at, clock.now())

    @property
    def journey(self) -> list[Station]:
        return journey(
            self.payment_method,
            self.state,
            {
                State.AWAITING_PAYMENT: self.placed_at,
                State.ACCEPTED: self.placed_at,
                State.PAID: self.paid_at,
                State.SHIPPED: self.shipped_at,
                State.RECEIVED: self.received_at,
                State.COMPLETED: self.completed_at,
                State.CANCELLED: self.ended_at,
                State.EXPIRED: self.ended_at,
                State.REFUNDED: self.ended_at,
            },
        )

    @property
    def open_refund(self) -> RefundView | None:
        return next((refund for refund in self.refunds if refund.state in OPEN_REFUND), None)

    @property
    def is_partly_sent(self) -> bool:
        """Some of it is on its way, and some is still to come."""
        return self.part_sent_at is not None and self.shipped_at is None and self.ended_at is None

    @property
    def is_over(self) -> bool:
        return self.state in FINAL

    @property
    def left_cents(self) -> int:
        return self.total_cents - self.refunded_cents

    @property
    def fee_cents(self) -> int:
        return sum(line.fee_cents for line in self.lines)

    @property
    def angel_price_cents(self) -> int:
        return sum(line.angel_price_cents for line in self.lines)

    @property
    def commission_cents(self) -> int:
        return sum(line.earns_cents for line in self.lines)


def order_of(viewer: Viewer, number: str) -> OrderView:
    """The viewer's own order. Raises NotFound for anybody else's."""
    return _view(viewer, number, Order.buyer_id == viewer.id, address_always=True)


def order_at(viewer: Viewer, number: str) -> OrderView:
    """An order at one of the viewer's merchants (an operator reads all). The address is masked once the order is
    over. Raises NotFound otherwise."""
    mine = Order.merchant_id.in_(viewer.merchant_ids)
    return _view(viewer, number, None if viewer.is_operator else mine, address_always=False)


def proof_key(viewer: Viewer, number: str, payment_id: int) -> str:
    """The private picture of a payment: for the buyer, the owner of the shop and operators."""
    statement = (
        select(Payment.proof_key)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.number == number, Payment.id == payment_id, Payment.proof_key.is_not(None))
    )
    if not viewer.is_operator:
        paid_to = Order.merchant_id.in_(viewer.shops_as(OWNING))
        statement = statement.where((Order.buyer_id == viewer.id) | paid_to)
    key = session.scalar(policy.visible_orders(statement, viewer))
    if key is None:
        raise NotFound
    return key


# What is copied from the row as it is.
PLAIN = [field.name for field in fields(OrderView) if hasattr(Order, field.name)]


def _view(viewer: Viewer, number: str, mine: Any, *, address_always: bool) -> OrderView:
    statement = (
        select(Order, Merchant, User)
        .join(Merchant, Merchant.id == Order.merchant_id)
        .join(User, User.id == Order.buyer_id)
        .where(Order.number == number)
    )
    row = session.execute(statement if mine is None else statement.where(mine)).first()
    if row is None:
        raise NotFound
    order, merchant, buyer = row
    shown = address_always or policy.shows_address(viewer, order)
    values = {name: getattr(order, name) for name in PLAIN}
    return OrderView(
        **(values if shown else {**values, **masked(order)}),
        buyer=_person(buyer),
        merchant_name=merchant.name,
        transfer_details=merchant.transfer_details,
        transfer_picture_key=merchant.transfer_picture_key,
        cod_terms=merchant.cod_terms,
        lines=_lines(order.id),
        steps=_steps(order.id),
        payments=_payments(order.id),
        shipments=_shipments(order.id),
        deliveries=deliveries_of(order, is_buyer=address_always),
        refunds=_refunds(viewer, order.id),
        # Only an order with a discount can have any.
        coupons=_coupons(order.id) if order.discount_cents else (),
        address_shown=shown,
    )


def masked(order: Order) -> dict[str, str]:
    """Enough to recognise the order by, too little to find the person."""
    return {
        "recipient": order.recipient[:1] + HIDDEN,
        "phone": HIDDEN + order.phone[-2:],
        "region": order.region,
        "street": HIDDEN,
    }


def _person(user: User) -> PersonCard:
    return PersonCard(user.id, user.handle, user.display_name, user.avatar_key)


def _lines(order_id: int) -> list[LineView]:
    statement = (
        select(OrderLine, User, Commission.amount_cents, Touch.at)
        .outerjoin(User, User.id == OrderLine.angel_id)
        .outerjoin(Touch, Touch.id == OrderLine.touch_id)
        .outerjoin(Commission, Commission.order_line_id == OrderLine.id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.id)
    )
    return [_line(*row) for row in session.execute(statement)]


def _line(line: OrderLine, angel: User | None, kept: int | None, touched_at: datetime | None) -> LineView:
    promised = earned(line.net_cents, line.rate_bps, line.commission_cap_cents) if angel else 0
    return LineView(
        id=line.id,
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        variant_name=line.variant_name,
        picture_key=line.picture_key,
        unit_price_cents=line.unit_price_cents,
        quantity=line.quantity,
        discount_cents=line.discount_cents,
        net_cents=line.net_cents,
        refunded_cents=line.refunded_cents,
        refunded_quantity=line.refunded_quantity,
        fee_cents=line.fee_cents,
        rate_bps=line.rate_bps,
        credit_basis=line.credit_basis,
        angel=_person(angel) if angel else None,
        earns_cents=promised if kept is None else kept,
        angel_price_cents=line.discount_cents - line.coupon_cents - line.site_coupon_cents,
        shipped_quantity=line.shipped_quantity,
        withdrawn_quantity=line.withdrawn_quantity,
        received_at=line.received_at,
        touched_at=touched_at,
        offer_id=line.offer_id,
    )


def _coupons(order_id: int) -> list[CouponOff]:
    statement = select(CouponUse).where(CouponUse.order_id == order_id).order_by(CouponUse.payer)
    return [
        CouponOff(use.title, use.payer, use.amount_cents, use.returned_at is not None)
        for use in session.scalars(statement)
    ]


def _steps(order_id: int) -> list[StepView]:
    statement = (
        select(OrderStep, User)
        .outerjoin(User, User.id == OrderStep.by_id)
        .where(OrderStep.order_id == order_id)
        .order_by(OrderStep.id)
    )
    return [
        StepView(step.from_state, step.to_state, step.at, step.note, _person(user) if user else None)
        for step, user in session.execute(statement)
    ]


def _payments(order_id: int) -> list[PaymentView]:
    return [
        PaymentView(
            one.id,
            one.provider,
            one.state,
            one.amount_cents,
            one.proof_key is not None,
            one.created_at,
            one.confirmed_at,
        )
        for one in session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id))
    ]


def _shipments(order_id: int) -> list[ShipmentView]:
    statement = (
        select(Shipment, ShipmentLine.quantity, OrderLine.title, OrderLine.variant_name)
        .outerjoin(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .outerjoin(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(Shipment.order_id == order_id)
        .order_by(Shipment.id, OrderLine.id)
    )
    packed: dict[Shipment, list[PackedView]] = {}
    for parcel, quantity, title, variant_name in session.execute(statement):
        pieces = packed.setdefault(parcel, [])
        if quantity:
            pieces.append(PackedView(title, variant_name, quantity))
    return [
        ShipmentView(one.id, one.carrier, one.tracking_number, one.shipped_at, one.received_at, pieces)
        for one, pieces in packed.items()
    ]


def _refunds(viewer: Viewer, order_id: int) -> list[RefundView]:
    found = session.execute(
        select(Refund, OrderCase.id, OrderCase.state, _came_back())
        .outerjoin(OrderCase, and_(OrderCase.refund_id == Refund.id, is_visible_case(viewer)))
        .where(Refund.order_id == order_id)
        .order_by(Refund.id)
    ).all()
    if not found:
        return []
    refunds = [row[0] for row in found]
    titles: dict[int, list[str]] = {}
    statement = (
        select(RefundLine.refund_id, OrderLine.title)
        .join(OrderLine, OrderLine.id == RefundLine.order_line_id)
        .where(RefundLine.refund_id.in_([refund.id for refund in refunds]))
        .order_by(OrderLine.id)
    )
    for refund_id, title in session.execute(statement):
        titles.setdefault(refund_id, []).append(title)
    return [
        RefundView(
            id=refund.id,
            state=came_back or refund.state,
            amount_cents=refund.amount_cents,
            reason=refund.reason,
            requested_at=refund.requested_at,
            decided_at=refund.decided_at,
            decision_reason=refund.decision_reason,
            goods_back=refund.goods_back,
            failure=refund.failure,
            titles=titles.get(refund.id, []),
            case_id=case_id,
            case_state=case_state or "",
        )
        for refund, case_id, case_state, came_back in found
    ]


def _came_back() -> ColumnElement[str]:
    """Of a refund that came back to its gateway: failed, or sent once more. Empty for all others."""
    is_owed = exists().where(RefundReturn.refund_id == Refund.id, RefundReturn.paid_at.is_(None))
    is_asked = exists().where(GatewayRefund.refund_id == Refund.id, GatewayRefund.state == "requested")
    return case((~is_owed, ""), (is_asked, "sent"), else_="failed")
