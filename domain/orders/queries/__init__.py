"""What the room of orders tells, under one name for the others."""

from domain.orders.queries.addresses import AddressCard, addresses_of, own_address
from domain.orders.queries.alike import alike_buyers, shared_purchases
from domain.orders.queries.cart import Cart, cart, guest_lines, offer_of
from domain.orders.queries.case_drafts import CaseDraft, case_draft_key, kept_case_drafts
from domain.orders.queries.cases import (
    CASE_LISTS,
    CaseCard,
    CaseView,
    ClaimableLine,
    case_of,
    case_picture_key,
    cases_at,
    cases_of,
    cases_of_order,
    cases_to_decide,
    claimable_lines,
    order_line_about,
    waiting_at,
)
from domain.orders.queries.coupon_lists import (
    OfferedCoupon,
    coupons_of_desk,
    goods_for_coupons,
    my_coupons,
    offered,
)
from domain.orders.queries.offers import BoughtOffer, bought_offer
from domain.orders.queries.order import OrderView, order_at, order_of, proof_key
from domain.orders.queries.orders import TASKS, OrderCard, orders_at, orders_of, task_counts
from domain.orders.queries.payments import GatewayPaymentView, gateway_payment
from domain.orders.queries.purchases import (
    FriendsBought,
    Provenance,
    friends_who_bought,
    purchase_facts,
    purchases_of,
)
from domain.orders.queries.quote import Quote, quote

__all__ = [
    "CASE_LISTS",
    "TASKS",
    "AddressCard",
    "BoughtOffer",
    "Cart",
    "CaseCard",
    "CaseDraft",
    "CaseView",
    "ClaimableLine",
    "FriendsBought",
    "GatewayPaymentView",
    "OfferedCoupon",
    "OrderCard",
    "OrderView",
    "Provenance",
    "Quote",
    "addresses_of",
    "alike_buyers",
    "bought_offer",
    "cart",
    "case_draft_key",
    "case_of",
    "case_picture_key",
    "cases_at",
    "cases_of",
    "cases_of_order",
    "cases_to_decide",
    "claimable_lines",
    "coupons_of_desk",
    "friends_who_bought",
    "gateway_payment",
    "goods_for_coupons",
    "guest_lines",
    "kept_case_drafts",
    "my_coupons",
    "offer_of",
    "offered",
    "order_at",
    "order_line_about",
    "order_of",
    "orders_at",
    "orders_of",
    "own_address",
    "proof_key",
    "purchase_facts",
    "purchases_of",
    "quote",
    "shared_purchases",
    "task_counts",
    "waiting_at",
]
