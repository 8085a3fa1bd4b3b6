"""What happens to withdrawals and invoices."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class PayoutRequested(Event):
    payout_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class PayoutDecided(Event):
    """`state`: approved, sent, succeeded, failed, rejected or cancelled. `user_id`: the angel, or who owns the shop."""

    payout_id: int
    user_id: int
    state: str


@dataclass(frozen=True, slots=True)
class InvoiceMoved(Event):
    """`state`: issued, paid, cancelled."""

    invoice_id: int
    merchant_id: int
    state: str
