"""On what terms this site pays out: its settings as the ledger takes them."""

from flask import current_app

from domain.ledger.rules import PayoutTerms


def payout_terms() -> PayoutTerms:
    settings = current_app.extensions["settings"]
    return PayoutTerms(
        fee_cents=settings.payout_fee_cents,
        withholding_bps=settings.tax_withholding_bps,
        two_approvals_from_cents=settings.payout_two_approvals_cents,
        needs_tax_profile=settings.tax_profile_required,
    )
