"""Crowds before the served site: what there is is sold once, and nobody meets an error."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from domain.catalog.models import Variant
from domain.ledger.models import Entry
from domain.orders.models import Order, Payment
from tests.buying import breaches, change, second_shop, stock_of
from tests.cast import Cast
from tests.torture.counting import count
from tests.torture.intensity import NOW
from tests.torture.served import Answer, Served, Shopper, fill_carts, number_in, shoppers


@pytest.fixture
def served(arena: Flask) -> Iterator[Served]:
    served = Served(arena)
    try:
        yield served
    finally:
        served.stop()


def supply(variant_id: int, pieces: int) -> None:
    change(Variant, variant_id, supplied=pieces, on_hand=pieces)


def all_at_once(crowd: Sequence[Shopper]) -> list[Answer]:
    """Each orders, and pays what she got. Their answers to the order."""
    gate = threading.Barrier(len(crowd))

    def buy(shopper: Shopper) -> Answer:
        gate.wait()
        answer = shopper.check_out(f"key-{shopper.user_id}")
        if answer.status == 303:
            for number in numbers_of(shopper):
                assert shopper.pay(number).status == 303
        return answer

    with ThreadPoolExecutor(len(crowd)) as threads:
        return list(threads.map(buy, crowd))


def numbers_of(shopper: Shopper) -> list[str]:
    """Asked again with the same key, the site answers the same."""
    answer = shopper.check_out(f"key-{shopper.user_id}")
    return [number_in(answer)] if "checkout=" not in answer.location else []


def faults_of(crowd: Sequence[Shopper]) -> list[str]:
    return [fault for shopper in crowd for fault in shopper.faults]


@pytest.mark.parametrize(
    ("buyers", "pieces"),
    [(NOW.buyers, NOW.pieces), (NOW.buyers_of_the_last_piece, 1)],
    ids=["some pieces", "the last piece"],
)
def test_a_crowd_buys_exactly_what_there_is(
    arena: Flask, fighters: Cast, served: Served, buyers: int, pieces: int
) -> None:
    supply(fighters.variant_id, pieces)
    crowd = shoppers(arena, served, buyers)
    fill_carts(crowd, lambda _: [fighters.variant_id])
    served.start()
    answers = all_at_once(crowd)
    served.stop()

    assert faults_of(crowd) == []
    assert Counter(answer.status for answer in answers) == {303: pieces, 422: buyers - pieces}
    assert stock_of(fighters.variant_id) == (0, 0, pieces)
    assert (count(Order), count(Payment), count(Entry, Entry.kind == "sale")) == (pieces, pieces, pieces)
    assert breaches() == []


def test_carts_that_hold_the_same_things_in_another_order_are_all_served(
    arena: Flask, fighters: Cast, served: Served
) -> None:
    _, tea = second_shop(fighters)
    things = [fighters.variant_id, fighters.other_variant_id, tea]
    for variant_id in things:
        supply(variant_id, NOW.crossing_carts)
    crowd = shoppers(arena, served, NOW.crossing_carts)
    fill_carts(crowd, lambda n: things[n % 3 :] + things[: n % 3] if n % 2 else things[::-1])
    served.start()
    answers = all_at_once(crowd)
    served.stop()

    assert faults_of(crowd) == []
    assert {answer.status for answer in answers} == {303}
    for variant_id in things:
        on_hand, reserved, sold = stock_of(variant_id)
        assert (on_hand, reserved + sold) == (0, NOW.crossing_carts)
    assert breaches() == []
