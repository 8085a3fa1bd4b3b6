"""Notices of rates and coupons on their page, and where they lead."""

import pytest
from flask.testing import FlaskClient

from core.db import session
from domain.angels import actions as angels
from domain.catalog import actions as catalog
from domain.notices.models import Notice
from domain.orders import actions as orders
from jobs import worker
from tests.buying import bought
from tests.cast import Cast
from tests.couponing import offer
from tests.web import sign_in


@pytest.mark.parametrize("locale", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("rate_bps", [2000, 1000, 0])
def test_a_changed_rate_says_both_rates_and_leads_to_the_product(
    cast: Cast, client: FlaskClient, locale: str, rate_bps: int
) -> None:
    angels.endorse(cast.alma, cast.product_id)
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=rate_bps)
    worker.drain()
    client.set_cookie("lang", locale)

    text = sign_in(client, cast.alma).get("/notices").get_data(as_text=True)

    assert "15%" in text
    assert not rate_bps or f"{rate_bps // 100}%" in text
    row = session.query(Notice).filter_by(user_id=cast.alma.id, kind="rate").one()
    assert client.get(f"/notices/{row.id}").location == f"/products/{cast.product_id}"


def test_a_coupon_that_came_back_leads_to_ones_coupons(cast: Cast, client: FlaskClient) -> None:
    offer(cast.chen, cast.merchant_id, code="TEN")
    orders.cancel(cast.bo, bought(cast.bo, (cast.variant_id, 1), coupon_code="TEN"))
    worker.drain()

    text = sign_in(client, cast.bo).get("/notices").get_data(as_text=True)

    assert "Your coupon “Harvest” is yours to use again" in text
    row = session.query(Notice).filter_by(user_id=cast.bo.id, kind="coupon").one()
    assert client.get(f"/notices/{row.id}").location == "/coupons"
