"""News of rates and coupons: what it was, what it will be, and from when on."""

from datetime import timedelta

import pytest

from core import clock
from domain.angels import actions as angels
from domain.catalog import actions as catalog
from domain.notices import actions as notices
from domain.orders import actions as orders
from tests.buying import bought
from tests.cast import Cast
from tests.conftest import Time
from tests.couponing import offer
from tests.domain.notices.world import everybody_told, kinds, only, told


@pytest.fixture
def angels_of_it(cast: Cast) -> None:
    """Alma and Eve, at fifteen per cent."""
    for one in (cast.alma, cast.eve):
        angels.endorse(one, cast.product_id)


def test_a_cut_is_told_to_each_angel_with_the_day_on_which_it_reaches_her(
    cast: Cast, angels_of_it: None
) -> None:
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=1000)

    row = only(cast.alma, "rate")

    assert (row.facts["old_bps"], row.facts["new_bps"]) == (1500, 1000)
    assert row.facts["starts_at"][:10] == (clock.now() + timedelta(days=7)).isoformat()[:10]
    assert {told_one for told_one in everybody_told() if told_one[1] == "rate"} == {
        (cast.alma.id, "rate"),
        (cast.eve.id, "rate"),
    }


def test_two_cuts_are_one_notice_from_what_she_has_to_what_she_will_have(
    cast: Cast, angels_of_it: None, time: Time
) -> None:
    for rate in (1200, 1000):
        catalog.set_rate(cast.chen, cast.product_id, rate_bps=rate)
        told(cast.alma)
        time.pass_(days=2)

    row = only(cast.alma, "rate")

    assert (row.facts["old_bps"], row.facts["new_bps"]) == (1500, 1000)


def test_a_rise_is_there_to_read_and_makes_no_noise(cast: Cast, angels_of_it: None) -> None:
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=2000)

    row = only(cast.alma, "rate")

    assert (row.facts["old_bps"], row.facts["new_bps"], row.is_unread) == (1500, 2000, False)


def test_a_rise_takes_the_place_of_a_cut_that_was_not_read(cast: Cast, angels_of_it: None) -> None:
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=1000)
    told(cast.alma)
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=2000)

    assert only(cast.alma, "rate").facts["new_bps"] == 2000


def test_who_wants_nothing_of_the_product_is_told_nothing(cast: Cast, angels_of_it: None) -> None:
    notices.watch(cast.alma, "group", cast.product_id, "none")

    catalog.set_rate(cast.chen, cast.product_id, rate_bps=1000)

    assert "rate" not in kinds(cast.alma)
    assert "rate" in kinds(cast.eve)


def test_a_coupon_that_came_back_is_told_to_its_owner(cast: Cast) -> None:
    offer(cast.chen, cast.merchant_id, code="TEN")
    number = bought(cast.bo, (cast.variant_id, 1), coupon_code="TEN")
    orders.cancel(cast.bo, number, reason="")

    assert only(cast.bo, "coupon").facts["title"]
