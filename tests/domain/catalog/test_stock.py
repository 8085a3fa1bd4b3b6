"""The stock: pieces move, none is made or lost, none is given to two."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from core.db import session
from core.errors import Refused
from core.unit import action
from domain.catalog import stock
from domain.catalog.models import Product, Variant


def counts(variant_id: int) -> tuple[int, int, int, int]:
    return tuple(
        session.execute(
            select(Variant.supplied, Variant.on_hand, Variant.reserved, Variant.sold).where(
                Variant.id == variant_id
            )
        ).one()
    )


def do(verb, variant_id: int, quantity: int) -> None:
    action(verb)(variant_id, quantity)


def sold_count(product_id: int) -> int:
    return session.execute(select(Product.sold_count).where(Product.id == product_id)).scalar_one()


def test_a_reservation_takes_pieces_aside(cast):
    do(stock.reserve, cast.variant_id, 3)
    assert counts(cast.variant_id) == (20, 17, 3, 0)


def test_a_released_reservation_is_on_hand_again(cast):
    do(stock.reserve, cast.variant_id, 3)
    do(stock.release, cast.variant_id, 2)
    assert counts(cast.variant_id) == (20, 19, 1, 0)


def test_a_sale_is_counted_on_the_product(cast):
    do(stock.reserve, cast.variant_id, 3)
    do(stock.sell, cast.variant_id, 3)
    assert counts(cast.variant_id) == (20, 17, 0, 3)
    assert sold_count(cast.product_id) == 3


def test_what_comes_back_is_on_hand_and_no_longer_sold(cast):
    do(stock.reserve, cast.variant_id, 3)
    do(stock.sell, cast.variant_id, 3)
    do(stock.put_back, cast.variant_id, 2)
    assert counts(cast.variant_id) == (20, 19, 0, 1)
    assert sold_count(cast.product_id) == 1


def test_more_than_there_is_is_refused_with_what_is_left(cast):
    with pytest.raises(Refused) as refused:
        do(stock.reserve, cast.variant_id, 21)
    assert refused.value.values == {"left": 20}
    assert counts(cast.variant_id) == (20, 20, 0, 0)


def test_a_sold_out_variant_says_so(cast):
    do(stock.reserve, cast.variant_id, 20)
    with pytest.raises(Refused, match="sold out"):
        do(stock.reserve, cast.variant_id, 1)


def test_an_ended_variant_cannot_be_reserved(cast):
    @action
    def end() -> None:
        session.get_one(Variant, cast.variant_id).is_active = False

    end()
    with pytest.raises(Refused, match="sold out"):
        do(stock.reserve, cast.variant_id, 1)


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_is_positive(cast, quantity):
    with pytest.raises(ValueError):
        do(stock.reserve, cast.variant_id, quantity)


@pytest.mark.parametrize("verb", [stock.release, stock.sell, stock.put_back])
def test_moving_pieces_that_are_not_there_is_a_fault(cast, verb):
    with pytest.raises(RuntimeError):
        do(verb, cast.variant_id, 1)
    assert counts(cast.variant_id) == (20, 20, 0, 0)


def test_stock_does_not_move_outside_an_action(cast):
    with pytest.raises(RuntimeError, match="inside an action"):
        stock.reserve(cast.variant_id, 1)


def test_a_loaded_variant_shows_what_was_moved(cast):
    @action
    def look() -> tuple[int, int]:
        variant = session.get_one(Variant, cast.variant_id)
        stock.reserve(cast.variant_id, 4)
        return variant.on_hand, variant.reserved

    assert look() == (16, 4)


@pytest.mark.parametrize(("change", "after"), [(5, (25, 25, 0, 0)), (-20, (0, 0, 0, 0))])
def test_the_merchant_adds_and_takes_away(cast, change, after):
    do(stock.supply, cast.variant_id, change)
    assert counts(cast.variant_id) == after


def test_reserved_pieces_cannot_be_taken_away(cast):
    do(stock.reserve, cast.variant_id, 15)
    with pytest.raises(Refused):
        do(stock.supply, cast.variant_id, -6)
    assert counts(cast.variant_id) == (20, 5, 15, 0)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "release", "sell", "put_back", "supply"]),
        st.integers(1, 12),
        st.booleans(),
    ),
    max_size=14,
)


@given(moves=MOVES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_stock_adds_up_whatever_happens(cast, moves):
    _, on_hand, reserved, sold = counts(cast.variant_id)
    for verb, quantity, takes_away in moves:
        change = -quantity if verb == "supply" and takes_away else quantity
        enough = {
            "reserve": on_hand >= quantity,
            "release": reserved >= quantity,
            "sell": reserved >= quantity,
            "put_back": sold >= quantity,
            "supply": on_hand + change >= 0,
        }[verb]
        try:
            do(getattr(stock, verb), cast.variant_id, change)
            assert enough
        except (Refused, RuntimeError):
            assert not enough
            continue
        on_hand += {"reserve": -quantity, "release": quantity, "put_back": quantity, "supply": change}.get(
            verb, 0
        )
        reserved += {"reserve": quantity, "release": -quantity, "sell": -quantity}.get(verb, 0)
        sold += {"sell": quantity, "put_back": -quantity}.get(verb, 0)
        assert counts(cast.variant_id) == (on_hand + reserved + sold, on_hand, reserved, sold)
        assert sold_count(cast.product_id) == sold


def race(site, buyers: int, attempt) -> int:
    """How many of `buyers` threads that start together succeed."""
    start, done = threading.Barrier(buyers), []

    def buy() -> None:
        with site.app_context():
            start.wait()
            try:
                attempt()
                done.append(1)
            except Refused:
                pass
            finally:
                session.remove()

    threads = [threading.Thread(target=buy) for _ in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


@pytest.mark.torture
def test_thirty_buyers_of_twenty_pieces_get_twenty(site, cast):
    assert race(site, 30, lambda: do(stock.reserve, cast.variant_id, 1)) == 20
    assert counts(cast.variant_id) == (20, 0, 20, 0)


@pytest.mark.torture
def test_looking_first_and_taking_afterwards_gives_pieces_twice(site, cast):
    """What the conditional UPDATE is for: the naive way breaks under the same race."""

    def naive() -> None:
        left = session.execute(select(Variant.on_hand).where(Variant.id == cast.variant_id)).scalar_one()
        session.rollback()
        if not left:
            raise Refused
        action(lambda: _set(cast.variant_id, left - 1))()

    def _set(variant_id: int, on_hand: int) -> None:
        variant = session.get_one(Variant, variant_id)
        variant.on_hand, variant.reserved = on_hand, variant.supplied - on_hand

    assert race(site, 30, naive) > 20
