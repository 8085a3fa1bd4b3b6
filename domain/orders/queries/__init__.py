"""What the room of orders tells, under one name for the others."""

from domain.orders.queries.addresses import AddressCard, addresses_of, own_address
from domain.orders.queries.alike import alike_buyers, shared_purchases
from domain.orders.queries.cart import Cart, cart, guest_lines, offer_of
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
    "TASKS",
    "AddressCard",
    "Cart",
    "FriendsBought",
    "GatewayPaymentView",
    "OrderCard",
    "OrderView",
    "Provenance",
    "Quote",
    "addresses_of",
    "alike_buyers",
    "cart",
    "friends_who_bought",
    "gateway_payment",
    "guest_lines",
    "offer_of",
    "order_at",
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
]
