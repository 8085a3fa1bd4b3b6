"""The checks of the catalogue find what is wrong and nothing else."""

import pytest
from sqlalchemy import text, update

from adapters.media import Picture
from core.db import session
from core.unit import action
from domain.catalog import actions, check, stock
from domain.catalog.models import Product

CHECKS = (
    check.stock_adds_up,
    check.sold_is_counted,
    check.prices_follow_variants,
    check.rates_are_the_last_versions,
    check.faces_are_first_pictures,
)


def test_a_catalogue_at_work_is_clean(cast):
    picture = Picture(key="k", width=9, height=9, color="#ffffff", bytes=1)
    actions.add_pictures(cast.chen, cast.product_id, [(picture, "")])
    actions.set_rate(cast.chen, cast.product_id, rate_bps=0)
    actions.end_variant(cast.chen, cast.product_id, cast.variant_id)
    action(lambda: (stock.reserve(cast.other_variant_id, 3), stock.sell(cast.other_variant_id, 2)))()
    assert [breach for one in CHECKS for breach in one()] == []


@action
def spoil(statement) -> None:
    session.execute(statement)


@pytest.mark.parametrize(
    ("values", "finder"),
    [
        ({"sold_count": 3}, check.sold_is_counted),
        ({"price_cents": 1}, check.prices_follow_variants),
        ({"rate_bps": 4000}, check.rates_are_the_last_versions),
        ({"picture_key": "x"}, check.faces_are_first_pictures),
    ],
)
def test_a_wrong_product_is_found(cast, values, finder):
    spoil(update(Product).values(values))
    (breach,) = finder()
    assert f"product {cast.product_id} " in breach


def test_a_product_on_sale_without_a_variant_is_found(cast):
    spoil(text("UPDATE variants SET is_active = false"))
    assert check.prices_follow_variants() == [f"product {cast.product_id} is on sale without a variant"]


def test_the_database_itself_refuses_a_stock_that_does_not_add_up(cast):
    from sqlalchemy.exc import IntegrityError

    for values in (
        "sold = sold + 1",
        "on_hand = -1, supplied = -1",
        "reserved = reserved - 1, on_hand = on_hand + 1",
    ):
        with pytest.raises(IntegrityError):
            spoil(text(f"UPDATE variants SET {values}"))
