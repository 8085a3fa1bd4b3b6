"""The verbs of this room, under one name for the others."""

from domain.ledger.actions.adjustments import (
    confirm_adjustment,
    propose_correction,
    propose_entry_fee,
    propose_write_off,
    withdraw_adjustment,
)
from domain.ledger.actions.invoices import propose_cancellation, propose_invoice_payment
from domain.ledger.actions.invoicing import settle_invoices_from_sales
from domain.ledger.actions.payouts import (
    Settled,
    approve_payout,
    cancel_payout,
    confirm_payout,
    draw_up_for_merchant,
    fail_payout,
    pay_payout,
    reject_payout,
    request_payout,
    send_payout,
)
from domain.ledger.actions.posting import Line, Posting, post, post_all
from domain.ledger.actions.settlements import confirm_settlement, propose_settlement, withdraw_settlement
from domain.ledger.actions.statements import make_due as make_statements
from domain.ledger.actions.tax import set_destination, set_tax_profile

__all__ = [
    "Line",
    "Posting",
    "Settled",
    "approve_payout",
    "cancel_payout",
    "confirm_adjustment",
    "confirm_payout",
    "confirm_settlement",
    "draw_up_for_merchant",
    "fail_payout",
    "make_statements",
    "pay_payout",
    "post",
    "post_all",
    "propose_cancellation",
    "propose_correction",
    "propose_entry_fee",
    "propose_invoice_payment",
    "propose_settlement",
    "propose_write_off",
    "reject_payout",
    "request_payout",
    "send_payout",
    "set_destination",
    "set_tax_profile",
    "settle_invoices_from_sales",
    "withdraw_adjustment",
    "withdraw_settlement",
]
