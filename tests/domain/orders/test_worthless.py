"""Pieces that a coupon has paid for: they go back though no money does."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import Refused
from domain.catalog import actions as catalog
from domain.catalog.models import Variant
from domain.orders import actions, queries
from domain.orders.models import OrderLine
from tests.buying import breaches, paid, stock_of
from tests.cast import Cast
from tests.couponing import offer


def one_cent(cast: Cast) -> None:
    seen = session.get_one(Variant, cast.variant_id).price_cents
    session.rollback()
    catalog.change_price(cast.chen, cast.product_id, cast.variant_id, price_cents=1, seen=seen)


def two_for_a_cent(cast: Cast) -> tuple[str, int]:
    """Two pieces of one cent each, less a coupon of one cent: one of them is worth nothing. The order and its line."""
    one_cent(cast)
    coupon = offer(cast.chen, cast.merchant_id, amount_cents=1, code="CENT")
    number = paid(cast.bo, (cast.variant_id, 2), coupons={cast.merchant_id: coupon.code})
    line_id = session.scalars(select(OrderLine.id)).one()
    session.rollback()
    return number, line_id


def test_the_rest_of_an_order_is_cancelled_though_it_is_worth_nothing(cast: Cast) -> None:
    number, line_id = two_for_a_cent(cast)
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1", pieces={line_id: 1})

    actions.cancel(cast.bo, number)

    view = queries.order_of(cast.bo, number)
    assert (view.state, view.refunded_cents) == ("shipped", 0)
    assert stock_of(cast.variant_id) == (19, 0, 1)
    assert breaches() == []


@pytest.mark.parametrize("kind", ["refund", "return"])
def test_nobody_asks_for_money_that_is_none(cast: Cast, kind: str) -> None:
    number, line_id = two_for_a_cent(cast)
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")

    with pytest.raises(Refused, match="nothing to give back"):
        actions.open_case(cast.bo, number, kind=kind, reason="bruised", pieces={line_id: 1})

    assert not queries.order_of(cast.bo, number).refunds
    assert breaches() == []


def test_a_piece_that_is_worth_nothing_is_exchanged_as_any_other(cast: Cast) -> None:
    number, line_id = two_for_a_cent(cast)
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")

    actions.open_case(cast.bo, number, kind="exchange", reason="bruised", pieces={line_id: 1})

    assert breaches() == []


def test_an_order_that_cost_nothing_is_cancelled_as_any_other(cast: Cast) -> None:
    one_cent(cast)
    coupon = offer(cast.olga, None, amount_cents=100_000, code="ALL")
    number = paid(cast.bo, (cast.variant_id, 2), coupons={0: coupon.code})

    actions.cancel(cast.bo, number)

    assert queries.order_of(cast.bo, number).state == "cancelled"
    assert stock_of(cast.variant_id) == (20, 0, 0)
    assert breaches() == []
