"""What the site asks of shops in the demo world: an entry fee that sales have paid, one that is open, a fee that was lowered
and one that will rise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core import clock
from domain.ledger import actions as ledger
from domain.ledger.policy import COOLING
from domain.merchants import fees

if TYPE_CHECKING:
    from jobs.demo.story import Story

COMPANIES = ("chen", "nordhus", "lanhui_books")


def ask(story: Story) -> None:
    """Called a few days back, so that the only operator's own confirmation lies in the past too."""
    olga = story.viewer("olga")
    chen, nordhus, books = (story.merchant_ids[owner] for owner in COMPANIES)
    written = [
        _entry_fee(story, shop, cents)
        for shop, cents in ((chen, 60_000), (nordhus, 60_000), (books, 500_000))
    ]
    fees.set_fee(olga, chen, fee_bps=450, reason="一年没有一起没解决的售后，谢谢你们。")
    fees.set_fee(olga, nordhus, fee_bps=600, reason="The gateways have become dearer.")
    with clock.shifted(COOLING + timedelta(hours=1)):
        for adjustment_id in written:
            ledger.confirm_adjustment(olga, adjustment_id)


def _entry_fee(story: Story, merchant_id: int, cents: int) -> int:
    return ledger.propose_entry_fee(
        story.viewer("olga"),
        merchant_id=merchant_id,
        cents=cents,
        reason="入驻费 · Entry fee",
        due_at=clock.now() + timedelta(days=30),
        currency=story.currency,
    )
