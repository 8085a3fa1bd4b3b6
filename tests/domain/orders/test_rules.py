"""The pure rules, on many numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from core.money import share
from domain.orders.rules import (
    FINAL,
    METHODS,
    WAYS,
    Refundable,
    State,
    gives_angel_price,
    line_price,
    methods_offered,
    refund_of,
    totals,
)

AT = datetime(2026, 1, 10, tzinfo=UTC)
cents = st.integers(0, 10**9)
lines = st.lists(
    st.tuples(st.integers(1, 10**7), st.integers(1, 99), st.sampled_from([0, 500, 1234, 4000])), max_size=8
)


@given(lines, cents)
def test_an_order_costs_its_lines_less_discounts_plus_one_shipping_fee(offered, shipping):
    prices = [line_price(*line) for line in offered]
    cost = totals(prices, shipping_cents=shipping)
    assert cost.goods_cents == sum(price * quantity for price, quantity, _ in offered)
    assert cost.total_cents == sum(line.net_cents for line in prices) + cost.shipping_cents
    assert cost.shipping_cents in (0, shipping)
    assert 0 <= cost.discount_cents <= cost.goods_cents


@given(st.integers(1, 10**9), st.integers(500, 4000), st.integers(0, 6000))
def test_commission_and_fee_never_exceed_the_line(net, rate, fee):
    assert share(net, rate) + share(net, fee) <= net


@given(lines, cents, st.lists(st.floats(0, 1), max_size=6))
def test_any_sequence_of_refunds_gives_back_exactly_what_was_paid(offered, shipping, shares):
    left = {i: [line_price(*line).net_cents, line[1]] for i, line in enumerate(offered)}
    total = sum(money for money, _ in left.values()) + shipping
    for part_of_rest in [*shares, 1]:
        rest = [Refundable(i, *values) for i, values in left.items() if values[0]]
        shipping_left = total - sum(line.cents for line in rest)
        amount = max(1, int(total * part_of_rest))
        if total == 0:
            break
        taken, of_shipping = refund_of(
            rest, shipping_left_cents=shipping_left, amount_cents=min(amount, total), whole_order=True
        )
        for part in taken:
            left[part.order_line_id][0] -= part.cents
            left[part.order_line_id][1] -= part.quantity
        assert sum(part.cents for part in taken) + of_shipping == min(amount, total)
        total -= min(amount, total)
    assert total == 0
    assert all(values == [0, 0] for values in left.values())


def test_a_refund_of_some_lines_leaves_the_shipping():
    taken, shipping = refund_of(
        [Refundable(1, 500, 2)], shipping_left_cents=80, amount_cents=None, whole_order=False
    )
    assert [(part.cents, part.quantity) for part in taken] == [(500, 2)]
    assert shipping == 0


@pytest.mark.parametrize("amount", [0, -1, 581])
def test_no_more_goes_back_than_is_left(amount):
    with pytest.raises(ValueError):
        refund_of([Refundable(1, 500, 2)], shipping_left_cents=80, amount_cents=amount, whole_order=True)


def test_every_state_but_the_final_ones_leads_on_and_every_one_can_be_reached():
    sources = {state for way in WAYS.values() for state in way.sources}
    begun = {method.begins for method in METHODS.values()}
    assert sources >= set(State) - FINAL
    assert {way.target for way in WAYS.values()} | begun == set(State)


@pytest.mark.parametrize(
    ("when", "endorsed_hours_before", "times", "expected"),
    [
        ("second", 1, 0, False),
        ("second", 1, 1, True),
        ("second", -1, 5, False),
        ("second", 0, 5, False),
        ("second", None, 5, False),
        ("always", 1, 0, True),
        ("always", -1, 0, False),
        ("never", 1, 9, False),
    ],
)
def test_the_angel_price_is_for_those_who_endorsed_before_they_filled_the_cart(
    when, endorsed_hours_before, times, expected
):
    endorsed = None if endorsed_hours_before is None else AT - timedelta(hours=endorsed_hours_before)
    assert gives_angel_price(when, endorsed_at=endorsed, added_at=AT, times_bought=times) is expected


def test_a_method_is_offered_when_everyone_concerned_takes_it():
    assert methods_offered(sandbox=True, transfer=False, cod=True) == ("sandbox", "cod")
    assert methods_offered(sandbox=False, transfer=False, cod=False) == ()
