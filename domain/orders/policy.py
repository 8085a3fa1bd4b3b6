"""Who may see an order and take it a step further. The templates ask the same predicates as the actions."""

from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, true

from core import clock
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.merchants.policy import OWNING, SHIPPING, SUPPORTING, can_decide, can_own
from domain.orders.models import CartLine, Order
from domain.orders.rules import FINAL, GATEWAYS, REFUND_WITHIN, WAYS, State, is_late
from domain.people.policy import can_write
from domain.people.viewer import Viewer

S = TypeVar("S", bound=Select[Any])

NOT_NOW = N_("The order is past that.")


class OrderFacts(Protocol):
    """What the predicates look at: a row of the table, or what a query made of it."""

    @property
    def buyer_id(self) -> int: ...
    @property
    def merchant_id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def payment_method(self) -> str: ...
    @property
    def reserved_until_at(self) -> datetime | None: ...
    @property
    def buyer_says_paid_at(self) -> datetime | None: ...
    @property
    def paid_at(self) -> datetime | None: ...
    @property
    def part_sent_at(self) -> datetime | None: ...
    @property
    def received_at(self) -> datetime | None: ...


def can_fill_cart(viewer: Viewer, visitor_id: str = "") -> Decision:
    """Who has not signed in has the cart of her browser."""
    return can_write(viewer) if viewer.is_signed_in or not visitor_id else YES


def own_cart(viewer: Viewer, visitor_id: str = "") -> ColumnElement[bool]:
    """The cart lines of the viewer; of the browser, while nobody is signed in."""
    return cart_of(viewer, visitor_id) if viewer.is_signed_in or visitor_id else false()


def cart_of(viewer: Viewer, visitor_id: Any) -> ColumnElement[bool]:
    """The same where one of the two is there; either may be a parameter of the statement."""
    return CartLine.user_id == viewer.id if viewer.is_signed_in else CartLine.visitor_id == visitor_id


def visible_orders(statement: S, viewer: Viewer) -> S:
    """The buyer's own, the staff's of their merchants, an operator's all."""
    if not viewer.is_signed_in:
        return statement.where(false())
    if viewer.is_operator:
        return statement.where(true())
    return statement.where(or_(Order.buyer_id == viewer.id, Order.merchant_id.in_(viewer.merchant_ids)))


def can_see(viewer: Viewer, order: OrderFacts) -> Decision:
    if viewer.is_signed_in and (is_buyer(viewer, order) or is_staff(viewer, order) or viewer.is_operator):
        return YES
    return no(N_("This order is not yours."))


def is_buyer(viewer: Viewer, order: OrderFacts) -> bool:
    return viewer.is_signed_in and order.buyer_id == viewer.id


def is_staff(viewer: Viewer, order: OrderFacts) -> bool:
    return order.merchant_id in viewer.merchant_ids


def shows_address(viewer: Viewer, order: OrderFacts) -> bool:
    """Who sends it reads where to, only while there is something to send or to settle."""
    return order.state not in FINAL and (_is(viewer, order, SHIPPING) or viewer.is_operator)


def shows_money(viewer: Viewer, order: OrderFacts) -> bool:
    """Who only packs and sends does not read what it costs."""
    return _is(viewer, order, SUPPORTING) or is_buyer(viewer, order) or viewer.is_operator


def _is(viewer: Viewer, order: OrderFacts, roles: frozenset[str]) -> bool:
    return order.merchant_id in viewer.shops_as(roles)


def _asked_of(viewer: Viewer, order: OrderFacts, roles: frozenset[str]) -> Decision:
    """Whether it is of her shop, and her part of the work there."""
    if not is_staff(viewer, order):
        return no(N_("This order is not yours."))
    return YES if _is(viewer, order, roles) else no(_OTHERS[roles])


_OTHERS = {
    OWNING: N_("The money of the shop is its owner's."),
    SUPPORTING: N_("This is for the owner of this shop and its support."),
    SHIPPING: N_("This is for the owner of this shop and who ships for it."),
}


# The buyer's side. A suspended person cannot place orders, but what she has bought stays hers to see through.


def can_pay_online(viewer: Viewer, order: OrderFacts) -> Decision:
    """By the sandbox. Money that comes late is taken as long as the stock is still kept."""
    if not is_buyer(viewer, order) or order.payment_method != "sandbox":
        return no(N_("This order is not paid this way."))
    return _in("pay", order)


def can_pay_at_gateway(viewer: Viewer, order: OrderFacts) -> Decision:
    """At Stripe, Alipay or WeChat Pay. The buyer may change her mind between them, and the sandbox."""
    if not is_buyer(viewer, order) or order.payment_method not in (*GATEWAYS, "sandbox"):
        return no(N_("This order is not paid this way."))
    if is_late(order.reserved_until_at, clock.now()):
        return no(N_("The time to pay is over."))
    return _in("pay", order)


def can_claim_payment(viewer: Viewer, order: OrderFacts) -> Decision:
    """To say "I have transferred the money"."""
    if not is_buyer(viewer, order) or order.payment_method != "transfer":
        return no(N_("This order is not paid this way."))
    if order.buyer_says_paid_at is not None and order.state == State.AWAITING_PAYMENT:
        return no(N_("You have said so already. The merchant looks for the money now."))
    if is_late(order.reserved_until_at, clock.now()):
        return no(N_("The time to pay is over."))
    return _in("pay", order)


def can_cancel(viewer: Viewer, order: OrderFacts) -> Decision:
    """The buyer or the merchant, until all is on its way. What was paid goes back, for what has not left."""
    if not is_buyer(viewer, order) and not (asked := _asked_of(viewer, order, SUPPORTING)):
        return asked
    if order.part_sent_at is not None and order.paid_at is None:
        return no(N_("A part of it is on its way, and is paid when all of it is handed over."))
    if order.state in WAYS["cancel_unpaid"].sources | WAYS["cancel_by_gateway"].sources:
        return YES
    return no(N_("It is too late to cancel this order. You can ask for a refund."))


def can_receive(viewer: Viewer, order: OrderFacts) -> Decision:
    if not is_buyer(viewer, order):
        return no(N_("Only the buyer can say that it has arrived."))
    if order.payment_method == "cod" and order.state == State.SHIPPED:
        return no(N_("The merchant notes the receipt with your cash."))
    if order.state == State.PAID and order.part_sent_at is not None:
        return YES
    return _in("receive", order)


def can_ask_refund(viewer: Viewer, order: OrderFacts) -> Decision:
    if not is_buyer(viewer, order):
        return no(N_("This order is not yours."))
    is_partly_there = order.state == State.PAID and order.part_sent_at is not None
    if order.paid_at is None or not (is_partly_there or order.state in WAYS["refund_all"].sources):
        return no(_nothing_to_give_back(order))
    if order.received_at is not None and order.received_at + REFUND_WITHIN <= clock.now():
        return no(N_("The time to ask for a refund is over. Write to the merchant in the problem desk."))
    return YES


def _nothing_to_give_back(order: OrderFacts) -> str:
    if order.state == State.PAID:
        return N_("It has not been shipped yet: cancel the order, and all your money comes back.")
    return N_("There is nothing to give back.")


# The merchant's side.


def can_confirm_payment(viewer: Viewer, order: OrderFacts) -> Decision:
    """The transfer has come, or the courier has brought the cash."""
    if not (asked := _asked_of(viewer, order, OWNING)):
        return asked
    if order.payment_method == "transfer":
        return _in("pay", order) or _in("pay_late", order)
    if order.payment_method == "cod":
        return _in("receive", order)
    return no(N_("The platform takes the money of this order."))


def can_refuse_payment(viewer: Viewer, order: OrderFacts) -> Decision:
    """The money that the buyer speaks of is not there; or the parcel was not taken."""
    if not (asked := _asked_of(viewer, order, OWNING)):
        return asked
    if order.payment_method == "cod":
        return _in("bring_back", order)
    if order.payment_method == "transfer" and order.buyer_says_paid_at is not None:
        return _in("pay", order)
    return no(N_("Nobody has said that this order is paid."))


def can_ship(viewer: Viewer, order: OrderFacts) -> Decision:
    if not (asked := _asked_of(viewer, order, SHIPPING)):
        return asked
    return _in("ship", order)


def can_decide_refund(viewer: Viewer, order: OrderFacts) -> Decision:
    return _asked_of(viewer, order, SUPPORTING)


def can_offer_coupon(viewer: Viewer, merchant_id: int | None) -> Decision:
    """A merchant her shop's; operators those that the site pays for."""
    return can_decide(viewer) if merchant_id is None else can_own(viewer, merchant_id)


def _in(way: str, order: OrderFacts) -> Decision:
    return YES if order.state in WAYS[way].sources else no(NOT_NOW)
