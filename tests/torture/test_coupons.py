"""Coupons when everybody wants the last one: as many are given out as there are, and each is used once."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import session
from domain.orders import actions
from domain.orders.models import Coupon, CouponGrant, CouponUse, Order
from tests.buying import HOME, breaches, second_shop
from tests.couponing import offer
from tests.torture.race import race

pytestmark = pytest.mark.torture


def buy(person, picks):
    return actions.place_order(
        person, to=HOME, payment_method="sandbox", currency="CNY", sandbox=True, coupons=picks
    )


def test_the_last_coupon_goes_to_one_of_many(arena, fighters):
    cast = fighters
    last = offer(cast.chen, cast.merchant_id, total_limit=1)
    people = [cast.alma, cast.bo, cast.dora, cast.eve, cast.olga]
    for person in people:
        actions.add_to_cart(person, cast.variant_id)
    outcome = race(arena, [partial(buy, person, {cast.merchant_id: last.code}) for person in people])
    assert outcome.errors == []
    assert (len(outcome.done), len(outcome.refused)) == (1, 4)
    assert session.scalar(select(func.count()).select_from(CouponUse)) == 1
    assert session.get_one(Coupon, last.id).granted_count == 1
    assert breaches() == []


def test_one_persons_coupon_is_used_by_one_of_two_orders_at_once(arena, fighters):
    cast = fighters
    mine = offer(cast.chen, cast.merchant_id)
    deeds = [partial(actions.take_coupon, cast.bo, mine.id)] * 3
    assert race(arena, deeds).errors == []
    assert session.scalar(select(func.count()).select_from(CouponGrant)) == 1
    actions.add_to_cart(cast.bo, cast.variant_id)
    outcome = race(arena, [partial(buy, cast.bo, {cast.merchant_id: mine.code})] * 3)
    assert outcome.errors == []
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert breaches() == []


def test_two_orders_that_end_at_once_give_their_common_coupon_back_once(arena, fighters):
    cast = fighters
    _, tea = second_shop(cast)
    site = offer(cast.olga, None, ends_at=clock.now() + timedelta(days=1))
    actions.add_to_cart(cast.bo, cast.variant_id)
    actions.add_to_cart(cast.bo, tea, 3)
    placed = buy(cast.bo, {0: site.code})
    outcome = race(arena, [partial(actions.cancel, cast.bo, number) for number in placed.numbers])
    assert outcome.errors == [] and outcome.refused == []
    assert session.scalars(select(CouponGrant.state)).all() == ["held"]
    assert breaches() == []
