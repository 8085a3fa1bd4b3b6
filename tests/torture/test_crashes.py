"""kill -9 of the server, and immediate stops of PostgreSQL, while people order and pay: what was answered is there,
once, and every invariant holds."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import triggers
from core.db import db, session
from domain.catalog.models import Variant
from domain.orders.models import Checkout, Order, OrderLine, Payment
from tests.buying import breaches, change
from tests.cast import make_cast
from tests.services import FrailPostgres, Missing
from tests.torture.counting import count
from tests.torture.intensity import NOW, chance
from tests.torture.served import Served, Shopper, number_in, shoppers

CUSTOMERS = 6
PEOPLE = 240
SUPPLY = 1_000_000
# How long the load goes on before the blow, in seconds.
BLOW_AFTER = (0.05, 0.35)
CHECK_EVERY = 50


@dataclass
class Market:
    """What people have been told: (key, number) of each order that was answered, the numbers that were paid."""

    variant_id: int
    people: list[Shopper]
    keys: set[str] = field(default_factory=set)
    ordered: list[tuple[str, str]] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    is_open: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)
    _turn: int = 0

    def open(self) -> list[threading.Thread]:
        self.is_open.set()
        threads = [threading.Thread(target=self._shop) for _ in range(CUSTOMERS)]
        for thread in threads:
            thread.start()
        return threads

    def _shop(self) -> None:
        try:
            while self.is_open.is_set():
                self._buy(*self._next())
        except BaseException as error:
            self.errors.append(error)

    def _next(self) -> tuple[Shopper, str]:
        with self.guard:
            self._turn += 1
            key = f"key-{self._turn}"
            self.keys.add(key)
            return self.people[self._turn % len(self.people)], key

    def _buy(self, shopper: Shopper, key: str) -> None:
        shopper.put_in_cart(self.variant_id)
        number = number_in(shopper.check_out(key))
        with self.guard:
            self.ordered.append((key, number))
        answer = shopper.pay(number)
        assert answer.status == 303, f"{answer.status}: {answer.text[-500:]}"
        with self.guard:
            self.paid.append(number)

    def wait_for_sales(self) -> None:
        """Until somebody has been served since the last blow."""
        before = len(self.paid)
        until = time.monotonic() + 60
        while len(self.paid) == before:
            assert not self.errors, self.errors
            assert time.monotonic() < until, "nobody was served for a minute"
            time.sleep(0.02)


def blows(market: Market, times: int, luck: Random, blow: Callable[[], None]) -> None:
    """The load, and in the midst of it the blows; at the end everybody finishes what she had begun."""
    customers, began = market.open(), time.monotonic()
    try:
        for n in range(1, times + 1):
            market.wait_for_sales()
            time.sleep(luck.uniform(*BLOW_AFTER))
            blow()
            if n % CHECK_EVERY == 0:
                assert breaches() == []
                print(
                    f"{n} of {times} in {time.monotonic() - began:.0f} s: {len(market.paid)} paid", flush=True
                )
        market.wait_for_sales()
    finally:
        market.is_open.clear()
        for customer in customers:
            customer.join()


def assert_nothing_lost_or_doubled(market: Market) -> None:
    session.rollback()
    assert market.errors == []
    assert [fault for shopper in market.people for fault in shopper.faults] == []
    rows = session.execute(
        select(Checkout.idempotency_key, Order.number).join(Order, Order.checkout_id == Checkout.id)
    )
    assert sorted((row.idempotency_key, row.number) for row in rows) == sorted(market.ordered)
    assert {key for key, _ in market.ordered} == market.keys
    assert set(session.scalars(select(Order.number).where(Order.paid_at.is_not(None)))) == set(market.paid)
    assert count(Payment, Payment.state == "confirmed") == len(market.paid) == len(set(market.paid))
    pieces = session.scalar(select(func.sum(OrderLine.quantity))) or 0
    variant = session.get_one(Variant, market.variant_id)
    assert (variant.on_hand, variant.reserved, variant.sold) == (SUPPLY - pieces, 0, pieces)
    assert breaches() == []
    print(f"{len(market.ordered)} orders answered, {len(market.paid)} of them paid: none lost, none doubled")


def market_of(site: Flask, served: Served) -> Market:
    cast = make_cast()
    change(Variant, cast.variant_id, supplied=SUPPLY, on_hand=SUPPLY)
    return Market(cast.variant_id, shoppers(site, served, PEOPLE))


@pytest.fixture
def served(arena: Flask) -> Iterator[Served]:
    served = Served(arena, NOW.workers_to_kill)
    yield served
    served.stop()


@pytest.mark.sqlite
def test_no_order_is_lost_or_doubled_when_the_server_is_killed(arena: Flask, served: Served) -> None:
    market = market_of(arena, served)
    served.start()

    def kill() -> None:
        served.kill()
        served.start()

    blows(market, NOW.kills, chance("kills"), kill)
    served.stop()
    assert_nothing_lost_or_doubled(market)


@pytest.fixture
def frail() -> Iterator[FrailPostgres]:
    try:
        frail = FrailPostgres()
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))
    try:
        frail.start()
        yield frail
    finally:
        frail.close()


@pytest.mark.postgres
def test_no_order_is_lost_or_doubled_when_postgresql_stops_at_once(
    frail: FrailPostgres, tmp_path: Path
) -> None:
    from app import create_app

    site = create_app(
        {"DATA_DIR": str(tmp_path), "APP_ENV": "test", "SECRET_KEY": "x" * 40, "DATABASE_URL": frail.url}
    )
    with ExitStack() as stack:
        stack.enter_context(site.app_context())
        stack.callback(db.engine.dispose)
        stack.callback(session.remove)
        db.create_all()
        with db.engine.begin() as connection:
            triggers.create_missing(connection)
        served = Served(site)
        stack.callback(served.stop)
        market = market_of(site, served)
        session.remove()
        served.start()

        def stop_at_once() -> None:
            frail.crash()
            frail.start()

        blows(market, NOW.database_stops, chance("stops"), stop_at_once)
        served.stop()
        assert_nothing_lost_or_doubled(market)
