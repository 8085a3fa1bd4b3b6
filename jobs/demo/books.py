"""Money in the demo world after the story: the statements of the months that are over, what is due to the shops, a tax
profile, a booking by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from domain.ledger import actions as ledger
from domain.ledger.rules import PayoutTerms
from domain.orders.actions.merchant_payouts import draw_up_due

if TYPE_CHECKING:
    from jobs.demo.story import Story


def keep(story: Story) -> None:
    ledger.set_tax_profile(
        story.viewer("alma"),
        country="CN",
        kind="person",
        legal_name="Alma Lin",
        id_number="330106199001011234",
        secret=current_app.extensions["settings"].secret_key,
    )
    ledger.set_destination(
        story.viewer("chen"), story.merchant_ids["chen"], destination="Bank of Orchards, 6222 0000 1111, Chen"
    )
    ledger.propose_correction(
        story.viewer("olga"),
        account_kind="angel_available",
        holder_id=story.ids["alma"],
        cents=500,
        reason="三月的一单漏记了佣金，补上。",
        currency=story.currency,
    )
    ledger.make_statements()
    draw_up_due("week", 1_000, PayoutTerms())
