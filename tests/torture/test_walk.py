"""Orders, payments, parcels, coupons, cases, refunds, disputes, vesting, payouts and bookings by hand in any order: the
ledger is off by nothing."""

import gc
import time

import pytest
from flask import Flask

from core.db import session
from tests.buying import breaches
from tests.cast import Cast
from tests.torture.intensity import IS_FULL, NOW, chance
from tests.torture.walk import open_street
from tests.torture.walk_purses import Walk

COMPARE_EVERY = 20
CHECK_EVERY = 2_500


@pytest.mark.parametrize("nth", range(NOW.walks))
def test_a_random_walk_leaves_the_ledger_off_by_nothing(arena: Flask, fighters: Cast, nth: int) -> None:
    walk = Walk(**open_street(fighters), luck=chance(f"walk {nth}"))
    began = time.monotonic()
    # What the walk leaves behind is small; looking for it after every few hundred objects takes a sixth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    with walk.time:
        for step in range(1, NOW.money_steps + 1):
            walk.step()
            if step % COMPARE_EVERY == 0:
                assert walk.book.differences() == [], f"after {step} steps of walk {nth}"
                session.rollback()
            if step % CHECK_EVERY == 0:
                assert breaches() == [], f"after {step} steps of walk {nth}"
        assert breaches() == []
    assert walk.book.differences() == []
    print(
        f"walk {nth}: {NOW.money_steps} steps in {time.monotonic() - began:.0f} s, off by 0;"
        f" done {dict(walk.done)}, by the clock {dict(walk.by_the_clock)}, refused {dict(walk.refused)}",
        flush=True,
    )
    assert walk.done.keys() >= {"order", "pay", "go_to_pay", "ship", "receive", "open_case", "move_case"}
    assert not IS_FULL or len(walk.done) == len(walk.verbs)
