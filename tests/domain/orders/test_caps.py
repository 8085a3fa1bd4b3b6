"""What a shop pays at most as commission: seen at checkout, frozen on the line, exact to the cent to the last refund."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, Refused
from domain.angels import actions as angels, queries as angel_queries
from domain.angels.models import Commission
from domain.angels.rules import caps_of_lines, earned
from domain.catalog import actions as catalog, caps, queries as products
from domain.catalog.models import Product, Variant
from domain.orders import actions, queries
from domain.orders.models import OrderLine
from tests.buying import bought, breaches, change, paid, received
from tests.cast import Cast
from tests.domain.orders.test_refunds import balances, state

NOTICE = timedelta(days=7)


@pytest.fixture
def credited(cast: Cast) -> dict[str, dict[int, str]]:
    angels.endorse(cast.alma, cast.product_id)
    return {"credits": {cast.variant_id: "alma", cast.other_variant_id: "alma"}}


def cap(cast: Cast, line: int | None = None, order: int | None = None, *, ago: timedelta = NOTICE) -> None:
    """Chen sets what he pays at most; it has been announced long enough unless `ago` says otherwise."""
    with clock.shifted(-ago):
        catalog.set_caps(cast.chen, cast.merchant_id, line_cents=line, order_cents=order)


def lines() -> list[OrderLine]:
    session.rollback()
    return list(session.scalars(select(OrderLine).order_by(OrderLine.id)))


def amounts() -> list[int]:
    session.rollback()
    return list(session.scalars(select(Commission.amount_cents).order_by(Commission.id)))


# One durian of 100.00 and one of 150.00 at 15 % promise 15.00 and 22.50.
@pytest.mark.parametrize(
    ("line", "order", "earns"),
    [
        (None, None, [1_500, 2_250]),
        (2_000, None, [1_500, 2_000]),
        (None, 3_000, [1_200, 1_800]),
        (None, 1_001, [400, 601]),
        (2_000, 3_400, [1_457, 1_943]),
        (1, None, [1, 1]),
    ],
)
def test_the_buyer_sees_what_is_frozen_posted_and_earned(
    cast: Cast, credited: dict[str, dict[int, str]], line: int | None, order: int | None, earns: list[int]
) -> None:
    cap(cast, line, order)
    for variant in (cast.variant_id, cast.other_variant_id):
        actions.add_to_cart(cast.bo, variant)
    shown = queries.quote(
        cast.bo, visitor_id="", choices=credited["credits"], sandbox=True, at=clock.now()
    ).lines
    number = paid(cast.bo, **credited)

    assert [one.earns_cents for one in shown] == earns
    assert [one.earns_cents for one in queries.order_of(cast.bo, number).lines] == earns
    assert amounts() == earns
    assert balances()["angel_pending"] == sum(earns)
    assert breaches() == []


def test_each_angel_who_may_be_chosen_is_shown_with_what_she_could_earn_at_most(cast: Cast) -> None:
    angels.endorse(cast.alma, cast.product_id)
    cap(cast, 700)
    actions.add_to_cart(cast.bo, cast.variant_id)
    shown = queries.quote(cast.bo, visitor_id="", choices={}, sandbox=True, at=clock.now()).lines[0]
    assert [angel.cents for angel in shown.angels] == [700]


def test_what_is_frozen_stays_though_the_shop_changes_its_mind(
    cast: Cast, credited: dict[str, dict[int, str]]
) -> None:
    cap(cast, 900, ago=3 * NOTICE)
    number = bought(cast.bo, (cast.variant_id, 1), **credited)
    cap(cast, 100)
    actions.pay_by_sandbox(cast.bo, number)
    assert [one.commission_cap_cents for one in lines()] == [900]
    assert amounts() == [900]


def test_the_label_says_no_more_than_the_limit(cast: Cast) -> None:
    angels.endorse(cast.alma, cast.product_id)
    pair = (cast.alma.id, cast.product_id)
    before = angel_queries.ads([pair])[pair].cents
    cap(cast, 1_200, 1_100)
    link = angels.make_share_link(cast.alma, product_id=cast.product_id)

    assert before == 1_500
    assert angel_queries.ads([pair])[pair].cents == 1_100
    assert angel_queries.endorsed_and_came_by(cast.bo, cast.product_id, link)[1].cents == 1_100
    assert angel_queries.endorsement_of(cast.eve, cast.product_id).earns_cents == 1_100
    assert products.cards(cast.bo, [cast.product_id])[cast.product_id].commission_cents() == 1_100


def test_a_lower_limit_waits_for_the_notice_and_a_higher_one_does_not(cast: Cast) -> None:
    def now() -> int:
        return products.cards(cast.bo, [cast.product_id])[cast.product_id].commission_cents()

    found = []
    for limit, later in ((900, 0), (900, 6), (500, 1), (500, 5), (500, 6), (800, 0), (300, 6), (None, 1)):
        clock_is = sum(days for _, days in found) + later
        with clock.shifted(timedelta(days=clock_is)):
            catalog.set_caps(cast.chen, cast.merchant_id, line_cents=limit, order_cents=None)
            found.append((now(), later))
    assert [cents for cents, _ in found] == [1_500, 1_500, 900, 900, 500, 800, 800, 1_500]


def test_what_is_announced_says_when_it_holds(cast: Cast) -> None:
    cap(cast, 900, ago=timedelta(days=1))
    told = caps.announced(cast.merchant_id, at=clock.now())
    assert (told["line"].cents, told["line"].now_cents) == (900, None)
    assert told["line"].holds_at is not None
    assert (told["line"].holds_at - clock.now()).days in (5, 6)
    assert told["order"] == caps.Announced(None, None, None)


@pytest.mark.parametrize(("line", "order"), [(0, None), (None, -1), (10**10, None)])
def test_a_limit_is_more_than_nothing(cast: Cast, line: int | None, order: int | None) -> None:
    with pytest.raises(Refused):
        cap(cast, line, order)


@pytest.mark.parametrize("who", ["alma", "eve", "olga"])
def test_only_the_owner_sets_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        catalog.set_caps(getattr(cast, who), cast.merchant_id, line_cents=1, order_cents=None)


@settings(deadline=None, max_examples=50)
@given(
    promised=st.lists(st.integers(0, 10**7), min_size=1, max_size=6),
    line=st.none() | st.integers(1, 10**6),
    order=st.none() | st.integers(1, 10**6),
)
def test_no_line_is_above_its_limit_and_no_order_above_its_own(
    promised: list[int], line: int | None, order: int | None
) -> None:
    limits = caps_of_lines(promised, line, order)
    pays = [earned(cents, 10_000, limit) for cents, limit in zip(promised, limits, strict=True)]
    wanted = [min(cents, line or cents) for cents in promised]

    assert all(cents <= most for cents, most in zip(pays, wanted, strict=True))
    assert sum(pays) == min(sum(wanted), order or sum(wanted))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@example(price=333, line=None, order=7, parts=[100, 100, 100])
@given(
    price=st.integers(1, 400),
    line=st.none() | st.integers(1, 60),
    order=st.none() | st.integers(1, 90),
    parts=st.lists(st.integers(1, 120), max_size=3),
)
def test_refunds_of_what_is_limited_never_drift(
    cast: Cast,
    credited: dict[str, dict[int, str]],
    price: int,
    line: int | None,
    order: int | None,
    parts: list[int],
) -> None:
    cap(cast, None, None, ago=3 * NOTICE)
    cap(cast, line, order)
    for variant in (cast.variant_id, cast.other_variant_id):
        change(Variant, variant, price_cents=price)
    change(Product, cast.product_id, price_cents=price)
    number = received(cast.bo, cast.chen, (cast.variant_id, 1), (cast.other_variant_id, 1), **credited)
    for amount in [*parts, None]:
        left = queries.order_of(cast.bo, number).left_cents
        if left:
            asked = None if amount is None else min(amount, left)
            refund_id = actions.request_refund(cast.bo, number, reason="x", amount_cents=asked)
            actions.decide_refund(cast.chen, number, refund_id, accept=True)
            assert breaches() == []
    assert state(number) == "refunded"
    assert balances() == {}
