"""Tables of buying: cart, addresses, orders with their frozen lines, payments, parcels, refunds,
after-sales cases, purchases."""

from domain.orders.models.buying import Address, CartLine, Checkout
from domain.orders.models.case_drafts import OrderCasePictureDraft
from domain.orders.models.cases import (
    OrderCase,
    OrderCaseLine,
    OrderCaseMessage,
    OrderCasePicture,
    OrderCaseStep,
)
from domain.orders.models.coupons import Coupon, CouponGrant, CouponUse
from domain.orders.models.deliveries import OrderDelivery
from domain.orders.models.gateways import Dispute, GatewayPart, GatewayPayment, GatewayRefund
from domain.orders.models.money_back import RefundExcess, RefundReturn
from domain.orders.models.offers import Offer
from domain.orders.models.orders import Order, OrderLine, OrderStep, Purchase, Shipment, ShipmentLine
from domain.orders.models.payments import Payment, PaymentNotice
from domain.orders.models.refunds import Refund, RefundLine

__all__ = [
    "Address",
    "CartLine",
    "Checkout",
    "Coupon",
    "CouponGrant",
    "CouponUse",
    "Dispute",
    "GatewayPart",
    "GatewayPayment",
    "GatewayRefund",
    "Offer",
    "Order",
    "OrderCase",
    "OrderCaseLine",
    "OrderCaseMessage",
    "OrderCasePicture",
    "OrderCasePictureDraft",
    "OrderCaseStep",
    "OrderDelivery",
    "OrderLine",
    "OrderStep",
    "Payment",
    "PaymentNotice",
    "Purchase",
    "Refund",
    "RefundExcess",
    "RefundLine",
    "RefundReturn",
    "Shipment",
    "ShipmentLine",
]
