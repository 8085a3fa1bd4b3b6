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
from domain.orders.actions.case_expiry import lapse_due
from domain.orders.actions.case_pictures import keep_case_drafts, sweep_case_drafts
from domain.orders.actions.case_talk import let_angel_go, let_angel_in, say_in_case
from domain.orders.actions.case_verbs import (
    confirm_return,
    dismiss,
    escalate,
    grant,
    object_to_return,
    offer,
    receive_replacement,
    refuse,
    repay,
    send_back,
    send_replacement,
    take_offer,
    uphold,
    withdraw,
)
from domain.orders.actions.cases import decide_refund, open_case, request_refund
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
    "confirm_return",
    "decide_refund",
    "delete_address",
    "dismiss",
    "escalate",
    "expire_due",
    "forget_guest_carts",
    "give_back_coupons",
    "grant",
    "keep_address",
    "keep_case_drafts",
    "lapse_due",
    "let_angel_go",
    "let_angel_in",
    "make_default_address",
    "merge_guest_cart",
    "object_to_return",
    "offer",
    "offer_coupon",
    "open_case",
    "pay_by_sandbox",
    "payment_opened",
    "place_order",
    "receive",
    "receive_due",
    "receive_replacement",
    "refuse",
    "refuse_payment",
    "remove_from_cart",
    "repay",
    "request_refund",
    "retry_refund",
    "say_in_case",
    "send_back",
    "send_replacement",
    "set_quantity",
    "ship",
    "start_payment",
    "sweep_case_drafts",
    "take_coupon",
    "take_heard",
    "take_notice",
    "take_offer",
    "uphold",
    "withdraw",
]
