"""Gateways that take money: what they are asked, what they tell us, and how we know that it is they who tell it."""

from adapters.payments.interface import (
    Answer,
    Ask,
    BadNotice,
    Disputed,
    Ended,
    Fact,
    Heard,
    OnlineGateway,
    Opened,
    Paid,
    RefundAsk,
    Rejected,
    Returned,
    ReturnedSoFar,
    Unclear,
)
from adapters.payments.sandbox import GatewayNotice, Sandbox

__all__ = [
    "Answer",
    "Ask",
    "BadNotice",
    "Disputed",
    "Ended",
    "Fact",
    "GatewayNotice",
    "Heard",
    "OnlineGateway",
    "Opened",
    "Paid",
    "RefundAsk",
    "Rejected",
    "Returned",
    "ReturnedSoFar",
    "Sandbox",
    "Unclear",
]
