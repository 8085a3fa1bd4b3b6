"""Whose account a sale and a refund move, by who holds the money."""

import pytest
from sqlalchemy import select

from core.db import session
from domain.ledger import sales
from domain.ledger.models import Account, Entry
from domain.ledger.sales import RefundLineFacts, SaleLine
from tests.cast import Cast
from tests.orders import refund, sell


def balances() -> dict[str, int]:
    return {
        row.kind: row.balance_cents for row in session.execute(select(Account.kind, Account.balance_cents))
    }


def test_a_sale_through_the_platform(cast: Cast) -> None:
    sell(cast, 10_000, angel_id=cast.alma.id)

    assert balances() == {
        "gateway": -10_000, "merchant_payable": 8_000, "angel_pending": 1_500, "platform_fee": 500,
    }  # fmt: skip


def test_shipping_is_the_merchants_and_bears_neither_fee_nor_commission(cast: Cast) -> None:
    sell(cast, 10_000, angel_id=cast.alma.id, shipping_cents=800)

    assert balances() == {
        "gateway": -10_800, "merchant_payable": 8_800, "angel_pending": 1_500, "platform_fee": 500,
    }  # fmt: skip


def test_a_merchant_who_has_the_money_owes_fee_and_commission(cast: Cast) -> None:
    sell(cast, 10_000, angel_id=cast.alma.id, holder="merchant", shipping_cents=800)

    assert balances() == {"merchant_payable": -2_000, "angel_pending": 1_500, "platform_fee": 500}


def test_a_merchant_who_has_the_money_and_owes_nothing_needs_no_entry(cast: Cast) -> None:
    sell(cast, 10_000, holder="merchant", fee_bps=0)

    assert session.scalars(select(Entry.id)).all() == []


@pytest.mark.parametrize("holder", ["platform", "merchant"])
def test_a_full_refund_leaves_every_account_at_zero(cast: Cast, holder: str) -> None:
    sold = sell(cast, 9_999, angel_id=cast.alma.id, holder=holder)

    refund(sold, 9_999)

    assert set(balances().values()) == {0}


def test_a_refund_of_forty_takes_back_its_part_of_each(cast: Cast) -> None:
    sold = sell(cast, 10_000, angel_id=cast.alma.id)

    refund(sold, 4_000)

    assert balances() == {
        "gateway": -6_000, "merchant_payable": 4_800, "angel_pending": 900, "platform_fee": 300,
    }  # fmt: skip


def test_a_sale_posted_again_changes_nothing(cast: Cast) -> None:
    sold = sell(cast, 10_000)
    facts = SaleLine(sold.line_id, 10_000, 500)

    again = sales.post_sale(
        order_id=sold.order_id, number=sold.number, merchant_id=cast.merchant_id, currency="CNY",
        cash_holder="platform", total_cents=10_000, shipping_cents=0, lines=[facts],
    )  # fmt: skip

    assert session.scalars(select(Entry.id)).all() == [again]
    assert balances() == {"gateway": -10_000, "merchant_payable": 9_500, "platform_fee": 500}


@pytest.mark.parametrize(
    "fault",
    [
        {"total_cents": 9_999},
        {"shipping_cents": 1},
        {"cash_holder": "nobody"},
        {"lines": [SaleLine(1, 10_000, 9_000, 5, 1_001)]},
        {"lines": [SaleLine(1, 10_000, 0, None, 100)]},
    ],
)
def test_a_sale_whose_parts_do_not_fit_is_refused(cast: Cast, fault: dict[str, object]) -> None:
    facts = {
        "order_id": 1, "number": "X", "merchant_id": cast.merchant_id, "currency": "CNY", "cash_holder": "platform",
        "total_cents": 10_000, "shipping_cents": 0, "lines": [SaleLine(1, 10_000, 500)],
    }  # fmt: skip

    with pytest.raises(ValueError):
        sales.post_sale(**{**facts, **fault})


def test_a_chargeback_is_a_refund_by_another_name(cast: Cast) -> None:
    sold = sell(cast, 10_000, angel_id=cast.alma.id)
    facts = RefundLineFacts(sold.line_id, 4_000, 200, cast.alma.id, 600)

    for _ in range(2):
        entry = sales.post_refund(
            refund_id=7, order_id=sold.order_id, merchant_id=cast.merchant_id, currency="CNY",
            cash_holder="platform", lines=[facts], kind=sales.CHARGEBACK,
        )  # fmt: skip

    assert session.get(Entry, entry).kind == "chargeback"
    assert balances() == {
        "gateway": -6_000, "merchant_payable": 4_800, "angel_pending": 900, "platform_fee": 300,
    }  # fmt: skip
