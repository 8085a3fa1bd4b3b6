"""Orders, payments, parcels, refunds, vesting, withdrawals in any order: the ledger is off by nothing."""

import time

from flask import Flask

from core.db import session
from domain.angels import actions as angels
from domain.catalog.models import Product, Variant
from tests.buying import breaches, change, second_shop
from tests.cast import Cast
from tests.torture.intensity import IS_FULL, NOW, chance
from tests.torture.walk import Walk

COMPARE_EVERY = 25
CHECK_EVERY = 20_000
PLENTY = 1_000_000_000


def test_a_random_walk_leaves_the_ledger_off_by_nothing(arena: Flask, fighters: Cast) -> None:
    seller, tea = second_shop(fighters, cod=True)
    variants = [fighters.variant_id, fighters.other_variant_id, tea]
    for variant_id in variants:
        change(Variant, variant_id, supplied=PLENTY, on_hand=PLENTY)
    tea_id = session.get_one(Variant, tea).product_id
    tea_shop_id = session.get_one(Product, tea_id).merchant_id
    session.rollback()
    for angel in (fighters.alma, fighters.eve):
        angels.endorse(angel, fighters.product_id)
        angels.endorse(angel, tea_id)
    walk = Walk(
        cast=fighters,
        buyers=[fighters.bo, fighters.alma, fighters.eve],
        sellers={fighters.merchant_id: fighters.chen, tea_shop_id: seller},
        variants=variants,
        operators=[fighters.olga],
        luck=chance("walk"),
    )
    began = time.monotonic()
    with walk.time:
        for step in range(1, NOW.money_steps + 1):
            walk.step()
            if step % COMPARE_EVERY == 0:
                assert walk.book.differences() == [], f"after {step} steps"
                session.rollback()
            if step % CHECK_EVERY == 0:
                assert breaches() == []
                print(f"{step} steps in {time.monotonic() - began:.0f} s: {dict(walk.done)}")
        assert breaches() == []
    assert walk.book.differences() == []
    print(f"{NOW.money_steps} steps: done {dict(walk.done)}, refused {dict(walk.refused)}")
    # A short walk may meet nothing to withdraw.
    assert walk.done.keys() >= {"order", "pay", "ship", "receive", "ask_back", "decide_refund", "cancel"}
    assert not IS_FULL or len(walk.done) == 10
