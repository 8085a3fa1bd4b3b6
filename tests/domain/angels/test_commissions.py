"""A commission from payment to vesting: one line, one angel, exact to the cent through every refund."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from core.db import session
from core.money import share
from core.unit import action
from domain.angels import commissions
from domain.angels.models import Commission
from domain.ledger import actions as ledger
from domain.ledger.actions import Line
from domain.ledger.models import Account, Entry
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import Sold, ask_refund, receive, refund, sell


def of(sold: Sold) -> Commission:
    session.expire_all()
    return session.scalars(select(Commission).where(Commission.order_line_id == sold.line_id)).one()


def purse(cast: Cast, kind: str) -> int:
    return (
        session.scalar(
            select(Account.balance_cents).where(Account.kind == kind, Account.holder_id == cast.alma.id)
        )
        or 0
    )


def received(cast: Cast, *nets: int, **facts: object) -> Sold:
    sold = sell(cast, *nets, angel_id=cast.alma.id, **facts)
    receive(sold)
    return sold


def test_it_is_pending_at_payment(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)

    assert (of(sold).state, of(sold).amount_cents) == ("pending", 1_500)
    assert purse(cast, "angel_pending") == 1_500


def test_it_is_opened_once_for_a_line(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    first = of(sold)

    again = commissions.open_for_line(
        order_id=sold.order_id, order_line_id=sold.line_id, angel_id=cast.dora.id, product_id=cast.product_id,
        merchant_id=cast.merchant_id, base_cents=10_000, rate_bps=4_000, currency="CNY",
    )  # fmt: skip

    assert (again.id, again.angel_id, again.amount_cents) == (first.id, cast.alma.id, 1_500)


def test_it_vests_seven_days_after_receipt_and_not_before(cast: Cast, time: Time) -> None:
    sold = received(cast)

    time.pass_(days=6, hours=23)
    assert commissions.vest_due() == 0
    time.pass_(hours=2)
    assert commissions.vest_due() == 1

    assert of(sold).state == "vested"
    assert (purse(cast, "angel_pending"), purse(cast, "angel_available")) == (0, 1_500)


def test_what_was_not_received_never_vests(cast: Cast, time: Time) -> None:
    sell(cast, angel_id=cast.alma.id)

    time.pass_(days=400)

    assert commissions.vest_due() == 0


def test_vesting_happens_once(cast: Cast, time: Time) -> None:
    received(cast)
    time.pass_(days=8)

    assert [commissions.vest_due(), commissions.vest_due()] == [1, 0]
    assert purse(cast, "angel_available") == 1_500


def test_an_open_refund_case_holds_it_and_the_decision_lets_it_go(cast: Cast, time: Time) -> None:
    sold = received(cast)
    refund_id = ask_refund(sold, 100)
    commissions.hold(sold.order_id, "case", refund_id)
    time.pass_(days=8)

    assert commissions.vest_due() == 0
    commissions.release("case", refund_id)
    assert commissions.vest_due() == 1


def test_two_open_cases_hold_it_until_both_are_decided(cast: Cast, time: Time) -> None:
    sold = received(cast)
    cases = [ask_refund(sold, 100), ask_refund(sold, 200)]
    for case in cases:
        commissions.hold(sold.order_id, "case", case)
    time.pass_(days=8)

    commissions.release("case", cases[0])

    assert commissions.vest_due() == 0


def test_a_full_refund_voids_it(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)

    lost = refund(sold, 10_000)

    assert lost == 1_500
    assert (of(sold).state, of(sold).amount_cents, of(sold).original_cents) == ("void", 0, 1_500)
    assert purse(cast, "angel_pending") == 0


def test_a_refund_after_vesting_takes_from_what_is_available_below_zero_if_need_be(
    cast: Cast, time: Time
) -> None:
    sold = received(cast)
    time.pass_(days=8)
    commissions.vest_due()
    _spend(cast, 1_500)

    refund(sold, 4_000)

    assert (purse(cast, "angel_pending"), purse(cast, "angel_available")) == (0, -600)
    assert (of(sold).state, of(sold).amount_cents) == ("vested", 900)


def _spend(cast: Cast, cents: int) -> None:
    lines = [Line(("angel_available", cast.alma.id), -cents), Line(("bank", 0), cents)]
    ledger.post(kind="payout_paid", reference="spent", currency="CNY", lines=lines)


def test_a_refund_never_leaves_more_than_there_was(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)

    with pytest.raises(ValueError):
        commissions.reduce(sold.line_id, remaining_base_cents=10_001)


def test_a_line_without_a_commission_loses_nothing(cast: Cast) -> None:
    sold = sell(cast)

    assert commissions.reduce(sold.line_id, remaining_base_cents=0) == 0


class TestMoneyThatTheMerchantCollected:
    def test_waits_until_his_account_covers_it(self, cast: Cast, time: Time) -> None:
        received(cast, holder="merchant")
        time.pass_(days=8)

        assert commissions.vest_due() == 0
        _settle(cast, 1_999)
        assert commissions.vest_due() == 0
        _settle(cast, 1)
        assert commissions.vest_due() == 1

    def test_is_covered_by_his_other_sales(self, cast: Cast, time: Time) -> None:
        received(cast, holder="merchant")
        sell(cast, 10_000)
        time.pass_(days=8)

        assert commissions.vest_due() == 1

    def test_is_not_held_up_by_what_he_owes_for_later_sales(self, cast: Cast, time: Time) -> None:
        first = received(cast, holder="merchant")
        time.pass_(days=8)
        received(cast, holder="merchant")
        _settle(cast, 2_000)

        assert commissions.vest_due() == 1
        assert of(first).state == "vested"

    def test_is_paid_for_oldest_first(self, cast: Cast, time: Time) -> None:
        first = received(cast, holder="merchant")
        time.pass_(minutes=1)
        second = received(cast, holder="merchant")
        time.pass_(days=8)
        _settle(cast, 3_999)

        assert commissions.vest_due() == 1
        assert (of(first).state, of(second).state) == ("vested", "earned")

    def test_does_not_hold_up_what_the_platform_collected(self, cast: Cast, time: Time) -> None:
        waiting = received(cast, holder="merchant")
        covered = received(cast, 1_000)
        time.pass_(days=8)

        assert commissions.vest_due() == 1
        assert (of(waiting).state, of(covered).state) == ("earned", "vested")

    def test_asks_nothing_more_of_him_after_a_full_refund(self, cast: Cast, time: Time) -> None:
        refunded = received(cast, holder="merchant")
        kept = received(cast, 1_000, holder="merchant")
        refund(refunded, 10_000)
        time.pass_(days=8)
        _settle(cast, 200)

        assert commissions.vest_due() == 1
        assert of(kept).state == "vested"


@action
def _settle(cast: Cast, cents: int) -> None:
    """The merchant pays a part of what he owes."""
    at = session.query(Entry).count()
    lines = [Line(("merchant_payable", cast.merchant_id), cents), Line(("bank", 0), -cents)]
    ledger.post(kind="settlement", reference=str(at), currency="CNY", lines=lines)


# Any amount from a cent to ten million, any rate that a merchant may set, any sequence of partial refunds.
amounts = st.integers(1, 10**9)
rates = st.integers(500, 4000)
shares_of_refund = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


def parts_of(whole: int, cuts: Sequence[int]) -> list[int]:
    """`whole` taken back in len(cuts) parts, in the proportions of `cuts`, each at least nothing."""
    left, parts = whole, []
    for cut in cuts[:-1]:
        part = left * cut // 10**6
        parts.append(part)
        left -= part
    return [*parts, left]


def reversals(whole: int, bps: int, parts: Sequence[int]) -> list[int]:
    """What each refund takes from the angel by our rule."""
    lost, remaining = [], whole
    for part in parts:
        lost.append(share(remaining, bps) - share(remaining - part, bps))
        remaining -= part
    return lost


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(amounts, rates, shares_of_refund)
def test_the_reversals_of_any_sequence_of_refunds_add_up_to_the_commission(
    whole: int, bps: int, cuts: list[int]
) -> None:
    lost = reversals(whole, bps, parts_of(whole, cuts))

    assert sum(lost) == share(whole, bps)
    assert all(one >= 0 for one in lost)


def test_rounding_each_refund_alone_would_drift() -> None:
    whole, bps, parts = 1_000, 1_550, [333, 333, 334]

    naive = [share(part, bps) for part in parts]

    assert sum(naive) == 153
    assert sum(reversals(whole, bps, parts)) == share(whole, bps) == 155


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(amounts, rates, shares_of_refund)
def test_the_ledger_is_at_zero_after_any_sequence_of_refunds(
    cast: Cast, whole: int, bps: int, cuts: list[int]
) -> None:
    before = purse(cast, "angel_pending")
    sold = sell(cast, whole, angel_id=cast.alma.id, rate_bps=bps)
    paid = purse(cast, "angel_pending") - before

    lost = sum(refund(sold, part) for part in parts_of(whole, cuts) if part)

    assert lost == paid == share(whole, bps)
    assert purse(cast, "angel_pending") == before
    assert set(session.scalars(select(Account.balance_cents))) == {0}
