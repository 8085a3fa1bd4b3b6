"""The arithmetic of coupons: parts make the whole, nothing falls below what can be paid, refunds do not drift."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, strategies as st

from domain.orders.coupon_rules import (
    Availability,
    Priced,
    Terms,
    applied,
    counts_for,
    missing,
    problem,
    subsidy_left,
    taken_off,
)
from domain.orders.rules import LinePrice, line_price

cents = st.integers(1, 500_000)


@st.composite
def lines(draw) -> list[Priced]:
    return [
        Priced(
            draw(st.integers(1, 3)),
            draw(st.integers(1, 4)),
            draw(st.integers(1, 2)),
            line_price(draw(cents), draw(st.integers(1, 9)), bps),
            bps > 0,
        )
        for bps in draw(st.lists(st.sampled_from([0, 0, 500, 4_000]), min_size=1, max_size=7))
    ]


@st.composite
def terms(draw, merchant_id: int | None = None) -> Terms:
    by_rate = draw(st.booleans())
    return Terms(
        merchant_id,
        "percent" if by_rate else "amount",
        0 if by_rate else draw(cents),
        draw(st.integers(100, 9_000)) if by_rate else 0,
        draw(st.none() | cents) if by_rate else None,
        draw(st.integers(0, 300_000)),
        draw(st.none() | st.integers(1, 4)),
        draw(st.none() | st.integers(1, 2)),
        draw(st.booleans()),
    )


@given(lines(), st.data())
def test_what_comes_off_is_whole_and_leaves_something_to_pay(listed, data):
    for seller in (1, 2, 3):
        listed = check(data.draw(terms(seller)), listed)
    for line in check(data.draw(terms(None)), listed):
        price = line.price
        assert price.gross_cents == price.net_cents + price.discount_cents
        assert price.discount_cents == price.angel_price_cents + price.coupon_cents + price.site_coupon_cents
        assert min(price.angel_price_cents, price.coupon_cents, price.site_coupon_cents) >= 0
        assert price.net_cents >= 1


def check(coupon: Terms, listed: list[Priced]) -> list[Priced]:
    off, after = taken_off(coupon, listed), applied(coupon, listed)
    wanted = (
        coupon.amount_cents
        or sum(line.price.net_cents for line in listed if counts_for(coupon, line))
        * (coupon.rate_bps)
        // 10_000
    )
    assert sum(off) <= min(wanted, coupon.most_cents or wanted)
    if missing(coupon, listed) != 0:
        assert not any(off)
    for line, new, part in zip(listed, after, off, strict=True):
        assert new.price.net_cents == line.price.net_cents - part
        assert not part or counts_for(coupon, line)
    return after


@given(cents, cents, st.lists(cents, max_size=12), st.randoms(use_true_random=False))
def test_no_sequence_of_refunds_drifts(net, subsidy, parts, random: Random):
    left, paid_back = net, 0
    before = subsidy
    while left:
        part = min(left, random.choice([*parts, left]))
        left -= part
        now = subsidy_left(subsidy, net_cents=net, left_cents=left)
        assert 0 <= now <= before
        paid_back += before - now
        before = now
    assert paid_back == subsidy


def one(net: int, **more: object) -> Priced:
    return Priced(**{"merchant_id": 1, "product_id": 1, "category_id": 1, "price": LinePrice(net, 0), "has_angel_price": False, **more})  # fmt: skip


@pytest.mark.parametrize(
    ("coupon", "listed", "off"),
    [
        # merchant, kind, amount, rate, at most, from, product, category, beside the angel price
        (Terms(1, "amount", 1_000, 0, None, 0, None, None, True), [one(1), one(1), one(1)], [0, 0, 0]),
        (Terms(1, "amount", 1_000, 0, None, 0, None, None, True), [one(3_000), one(1_000)], [750, 250]),
        (Terms(1, "amount", 100, 0, None, 0, None, None, True), [one(100), one(100), one(100)], [34, 33, 33]),
        (Terms(1, "amount", 5_000, 0, None, 0, None, None, True), [one(300)], [299]),
        (Terms(1, "amount", 100, 0, None, 301, None, None, True), [one(300)], [0]),
        (Terms(1, "amount", 100, 0, None, 300, None, None, True), [one(300)], [100]),
        (Terms(1, "percent", 0, 1_000, None, 0, None, None, True), [one(999)], [99]),
        (Terms(1, "percent", 0, 5_000, 100, 0, None, None, True), [one(999)], [100]),
        (Terms(2, "amount", 100, 0, None, 0, None, None, True), [one(300)], [0]),
        (Terms(1, "amount", 100, 0, None, 0, 2, None, True), [one(300), one(300, product_id=2)], [0, 100]),
        (Terms(None, "amount", 100, 0, None, 0, None, 2, True), [one(300), one(300, category_id=2)], [0, 100]),
        (Terms(1, "amount", 100, 0, None, 0, None, None, False), [one(300, has_angel_price=True)], [0]),
    ],
)  # fmt: skip
def test_examples(coupon, listed, off):
    assert taken_off(coupon, listed) == off


NOW = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, ""),
        ({"starts_at": NOW + DAY}, "yet"),
        ({"ends_at": NOW}, "expired"),
        ({"ends_at": NOW, "holds": True}, "expired"),
        ({"granted_to_her": 1}, "already"),
        ({"granted_to_her": 1, "holds": True}, ""),
        ({"total_limit": 5, "granted_count": 5}, "All of these"),
        ({"total_limit": 5, "granted_count": 5, "granted_to_her": 1, "holds": True}, ""),
        ({"closed_at": NOW - DAY}, "any more"),
        ({"closed_at": NOW - DAY, "holds": True, "granted_to_her": 1}, ""),
        ({"for_new_members": True}, "first order"),
        ({"for_new_members": True, "is_new_member": True}, ""),
    ],
)
def test_why_it_cannot_be_used(facts, words):
    usual = {
        "starts_at": NOW - DAY, "ends_at": NOW + DAY, "closed_at": None, "total_limit": None, "granted_count": 0, "per_person": 1,
        "granted_to_her": 0, "holds": False, "for_new_members": False, "is_new_member": False,
    }  # fmt: skip
    said = problem(Availability(**{**usual, **facts}), NOW)
    assert (words in said) if words else said == ""
