"""The verbs of orders, by where they stand in an order's life."""

from domain.orders.actions.addresses import delete_address, keep_address, make_default_address
from domain.orders.actions.again import Again, buy_again
from domain.orders.actions.cart import (
    GUEST_CART_LASTS,
    add_to_cart,
    forget_guest_carts,
    merge_guest_cart,
    remove_from_cart,
    set_quantity,
)
from domain.orders.actions.checkout import Placed, Recipient, place_order
from domain.orders.actions.coupon_desk import Plan, close_coupon, offer_coupon
from domain.orders.actions.coupons import give_back as give_back_coupons, take_coupon
from domain.orders.actions.expiry import complete_due, expire_due, receive_due
from domain.orders.actions.fulfilment import cancel, receive, ship
from domain.orders.actions.gateway_notices import take_heard
from domain.orders.actions.gateway_payments import Started, payment_opened, start_payment
from domain.orders.actions.gateway_refunds import retry_refund
from domain.orders.actions.payment import (
    Notice,
    claim_payment,
    confirm_payment,
    pay_by_sandbox,
    refuse_payment,
    take_notice,
)
from domain.orders.actions.refunds import decide_refund, request_refund

__all__ = [
    "GUEST_CART_LASTS",
    "Again",
    "Notice",
    "Placed",
    "Plan",
    "Recipient",
    "Started",
    "add_to_cart",
    "buy_again",
    "cancel",
    "claim_payment",
    "close_coupon",
    "complete_due",
    "confirm_payment",
    "decide_refund",
    "delete_address",
    "expire_due",
    "forget_guest_carts",
    "give_back_coupons",
    "keep_address",
    "make_default_address",
    "merge_guest_cart",
    "offer_coupon",
    "pay_by_sandbox",
    "payment_opened",
    "place_order",
    "receive",
    "receive_due",
    "refuse_payment",
    "remove_from_cart",
    "request_refund",
    "retry_refund",
    "set_quantity",
    "ship",
    "start_payment",
    "take_coupon",
    "take_heard",
    "take_notice",
]
