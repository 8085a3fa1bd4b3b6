"""How a sale and a refund are posted, by who collected the buyer's money.

Sale of 100.00 with a commission of 15.00 and a fee of 5.00, money at the platform:
gateway -100.00, merchant +80.00, angel pending +15.00, platform fee +5.00.
The same sale with the money at the merchant: merchant -20.00, angel pending +15.00, platform fee +5.00.
A coupon of the site's lets the buyer pay less: the site pays that part to the merchant, coupon expense -, merchant +.
A refund posts the reverse of what it takes back, to the cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from core.unit import action
from domain.ledger.actions.posting import post
from domain.ledger.models import Entry
from domain.ledger.rules import Line

PLATFORM, MERCHANT = "platform", "merchant"
REFUND, CHARGEBACK = "refund", "chargeback"
# Money that went back twice; a refund that did not reach the buyer; and that did at another try.
EXCESS, CAME_BACK, PAID_AGAIN = "refund_excess", "refund_came_back", "refund_again"


@dataclass(frozen=True, slots=True)
class SaleLine:
    """What one order line brings: fee and commission are parts of its net amount, which the buyer pays. The site adds
    `subsidy_cents` for its own coupon."""

    order_line_id: int
    net_cents: int
    fee_cents: int
    angel_id: int | None = None
    commission_cents: int = 0
    subsidy_cents: int = 0


@dataclass(frozen=True, slots=True)
class RefundLineFacts:
    """What one order line gives back, all amounts as positive numbers: `amount_cents` to the buyer, of which
    `fee_delta` comes from the platform's fee and `commission_delta` (what `commissions.reduce` returned) from the
    angel; `subsidy_delta` of the site's coupon goes back to the site. Her pending money is taken first; once it has vested, her available money, below zero if need be."""

    order_line_id: int
    amount_cents: int
    fee_delta: int = 0
    angel_id: int | None = None
    commission_delta: int = 0
    subsidy_delta: int = 0


@action
def post_sale(
    *,
    order_id: int,
    number: str,
    merchant_id: int,
    currency: str,
    cash_holder: str,
    total_cents: int,
    shipping_cents: int,
    lines: Sequence[SaleLine],
) -> int | None:
    """Posts a paid order once; `cash_holder` is "platform" or "merchant". Returns the entry's id, None when there
    is nothing to post (the merchant has the money and owes nothing). Raises ValueError when the parts do not add
    up to the total or exceed a line's net amount."""
    if sum(line.net_cents for line in lines) + shipping_cents != total_cents:
        raise ValueError(f"order {number}: lines and shipping do not add up to the total")
    if any(not 0 <= line.fee_cents + line.commission_cents <= line.net_cents for line in lines):
        raise ValueError(f"order {number}: fee and commission exceed a line's net amount")
    if any(line.subsidy_cents < 0 for line in lines):
        raise ValueError(f"order {number}: a coupon takes nothing from the merchant")
    merchant = ("merchant_payable", merchant_id)
    is_ours = _is_platform(cash_holder)
    posted = [Line(("gateway", 0), -total_cents), Line(merchant, shipping_cents)] if is_ours else []
    for line in lines:
        kept = line.net_cents if is_ours else 0
        posted += [
            Line(
                merchant,
                kept + line.subsidy_cents - line.fee_cents - line.commission_cents,
                line.order_line_id,
            ),
            Line(("coupon_expense", 0), -line.subsidy_cents, line.order_line_id),
            Line(("platform_fee", 0), line.fee_cents, line.order_line_id),
            Line(("angel_pending", line.angel_id or 0), line.commission_cents, line.order_line_id),
        ]
    return _post("sale", number, currency, posted, order_id)


@action
def post_refund(
    *,
    refund_id: int,
    order_id: int,
    merchant_id: int,
    currency: str,
    cash_holder: str,
    lines: Sequence[RefundLineFacts],
    shipping_cents: int = 0,
    kind: str = REFUND,
) -> int | None:
    """Posts an accepted refund once, commission included (`commissions.reduce` computes, this posts). Returns the
    entry's id, None when no account moves. A gateway that gives money back posts here; where the merchant holds
    the money she pays the buyer herself, and only fee and commission come back to her. `kind` is CHARGEBACK when the
    buyer's bank took the money."""
    is_ours = _is_platform(cash_holder)
    # Both are rounded by themselves, so together they may fall by one cent more than what goes back.
    if any(not 0 <= line.fee_delta + line.commission_delta <= line.amount_cents + 1 for line in lines):
        raise ValueError(f"{kind} {refund_id}: fee and commission exceed the amount that goes back")
    if any(line.subsidy_delta < 0 for line in lines):
        raise ValueError(f"{kind} {refund_id}: a refund does not raise what the site pays")
    merchant = ("merchant_payable", merchant_id)
    back = sum(line.amount_cents for line in lines) + shipping_cents
    posted = [Line(("gateway", 0), back), Line(merchant, -shipping_cents)] if is_ours else []
    vested = _vested([line.order_line_id for line in lines if line.commission_delta])
    for line in lines:
        kept = line.amount_cents if is_ours else 0
        purse = "angel_available" if line.order_line_id in vested else "angel_pending"
        posted += [
            Line(
                merchant,
                line.fee_delta + line.commission_delta - line.subsidy_delta - kept,
                line.order_line_id,
            ),
            Line(("coupon_expense", 0), line.subsidy_delta, line.order_line_id),
            Line(("platform_fee", 0), -line.fee_delta, line.order_line_id),
            Line((purse, line.angel_id or 0), -line.commission_delta, line.order_line_id),
        ]
    return _post(kind, str(refund_id), currency, posted, order_id)


@action
def post_between(
    *,
    kind: str,
    reference: str,
    order_id: int,
    currency: str,
    of: tuple[str, int],
    to: tuple[str, int],
    cents: int,
) -> int | None:
    """Moves `cents` about an order from one account to another: EXCESS, CAME_BACK or PAID_AGAIN. Returns the entry's
    id."""
    return _post(kind, reference, currency, [Line(of, -cents), Line(to, cents)], order_id)


def _is_platform(cash_holder: str) -> bool:
    if cash_holder not in (PLATFORM, MERCHANT):
        raise ValueError(f"nobody holds cash by the name of {cash_holder!r}")
    return cash_holder == PLATFORM


def _vested(order_line_ids: Sequence[int]) -> set[int]:
    """Which of the lines had their commission made available."""
    if not order_line_ids:
        return set()
    references = select(Entry.reference).where(
        Entry.kind == "vest", Entry.reference.in_([str(one) for one in order_line_ids])
    )
    return {int(reference) for reference in session.scalars(references)}


def _post(kind: str, reference: str, currency: str, lines: Sequence[Line], order_id: int) -> int | None:
    moving = [line for line in lines if line.cents]
    if not moving:
        return None
    if any(line.account == ("angel_pending", 0) or line.account == ("angel_available", 0) for line in moving):
        raise ValueError(f"{kind} {reference}: a commission without an angel")
    return post(kind=kind, reference=reference, currency=currency, lines=moving, order_id=order_id)
