"""The verbs of this room, under one name for the others."""

from domain.ledger.actions.payouts import cancel_payout, pay_payout, reject_payout, request_payout
from domain.ledger.actions.posting import Line, Posting, post, post_all
from domain.ledger.actions.settlements import confirm_settlement, propose_settlement, withdraw_settlement

__all__ = [
    "Line",
    "Posting",
    "cancel_payout",
    "confirm_settlement",
    "pay_payout",
    "post",
    "post_all",
    "propose_settlement",
    "reject_payout",
    "request_payout",
    "withdraw_settlement",
]
