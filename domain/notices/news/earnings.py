"""News of money and shops: credited sales, decided withdrawals, decided applications."""

from sqlalchemy import select

from core.db import session
from domain.angels.events import SaleCredited
from domain.angels.models import Commission
from domain.catalog.models import Product
from domain.ledger.events import PayoutDecided
from domain.ledger.models import Payout
from domain.merchants.events import MerchantDecided
from domain.merchants.models import Merchant, MerchantDecision
from domain.notices.actions import tell


def sale_credited(fact: SaleCredited) -> None:
    """Sales of one product add up until they are read. Who bought is not said: that is the buyer's to tell."""
    commission = session.get(Commission, fact.commission_id)
    if commission is None or fact.amount_cents <= 0:
        return
    title = session.scalar(select(Product.title).where(Product.id == fact.product_id))
    tell(
        [fact.angel_id],
        kind="sale",
        target=("product", fact.product_id),
        at=commission.created_at,
        facts={
            "product_id": fact.product_id,
            "title": title or "",
            "cents": fact.amount_cents,
            "sales": 1,
        },
        sums=("cents", "sales"),
    )


def payout_decided(fact: PayoutDecided) -> None:
    payout = session.get(Payout, fact.payout_id)
    # An approval is a step on the way, its arrival she sees at her bank, and only she herself can cancel.
    if payout is None or fact.state not in ("sent", "failed", "rejected") or payout.decided_at is None:
        return
    tell(
        {fact.user_id} - {payout.decided_by_id or 0},
        kind="payout",
        target=("payout", payout.id),
        at=payout.decided_at,
        facts={
            "state": fact.state,
            "cents": payout.amount_cents,
            "reason": payout.reason,
            "shop": payout.merchant_id is not None,
        },
    )


def merchant_decided(fact: MerchantDecided) -> None:
    said = session.scalar(
        select(MerchantDecision)
        .where(MerchantDecision.merchant_id == fact.merchant_id, MerchantDecision.verdict == fact.verdict)
        .order_by(MerchantDecision.id.desc())
        .limit(1)
    )
    if said is None:
        return
    name = session.scalar(select(Merchant.name).where(Merchant.id == fact.merchant_id))
    tell(
        {fact.owner_id} - {fact.by_id},
        kind="merchant",
        target=("merchant", fact.merchant_id),
        at=said.at,
        facts={"verdict": fact.verdict, "reason": said.reason, "name": name or ""},
    )
