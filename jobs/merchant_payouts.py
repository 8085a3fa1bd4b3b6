"""Once a day: what is due to merchants and was not drawn up in this week or month."""

from flask import current_app

from core import clock
from domain.orders.actions import merchant_payouts
from web.payout_terms import payout_terms


def draw_up() -> int:
    now = clock.now()
    if (now.hour, now.minute) != merchant_payouts.DAILY_AT:
        return 0
    settings = current_app.extensions["settings"]
    return merchant_payouts.draw_up_due(
        settings.merchant_payouts, settings.merchant_payout_least_cents, payout_terms()
    )
