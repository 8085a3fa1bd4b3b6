"""Tables of the ledger, a file for each subject."""

from domain.ledger.models.accounts import ACCOUNT_KINDS, Account, Entry, EntryLine
from domain.ledger.models.invoices import CreditNote, Invoice, InvoiceStep
from domain.ledger.models.payouts import (
    MerchantDestination,
    Payout,
    PayoutApproval,
    PayoutItem,
    PayoutStep,
    TaxProfile,
)
from domain.ledger.models.proposals import Adjustment, Settlement
from domain.ledger.models.statements import Statement, StatementMonth

__all__ = [
    "ACCOUNT_KINDS",
    "Account",
    "Adjustment",
    "CreditNote",
    "Entry",
    "EntryLine",
    "Invoice",
    "InvoiceStep",
    "MerchantDestination",
    "Payout",
    "PayoutApproval",
    "PayoutItem",
    "PayoutStep",
    "Settlement",
    "Statement",
    "StatementMonth",
    "TaxProfile",
]
