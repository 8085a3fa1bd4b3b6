"""Many hands on the same money at once, on SQLite and PostgreSQL. Each guard stands beside what happens without it."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from core import clock
from core.db import session
from core.errors import Refused
from core.unit import action
from domain.angels import commissions
from domain.angels.models import Commission
from domain.ledger import actions, queries
from domain.ledger.actions import Line
from domain.ledger.check import balances_agree, entries_balance, held_money_agrees, payouts_are_itemised
from domain.ledger.models import Account, Entry, Payout
from domain.ledger.rules import PayoutTerms
from tests.cast import Cast
from tests.domain.ledger.test_payouts import promoted
from tests.orders import receive, refund, sell

pytestmark = pytest.mark.torture

HANDS = 8


def at_once(place: Flask, *works: Callable[[], object]) -> Counter[str]:
    """Runs all works in threads that start together. Counts how they ended: "done" or the name of the error."""
    barrier = threading.Barrier(len(works))
    ends: list[str] = []

    def run(work: Callable[[], object]) -> None:
        with place.app_context():
            barrier.wait()
            try:
                work()
                ends.append("done")
            except Exception as error:
                ends.append(type(error).__name__)
            finally:
                session.remove()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    session.expire_all()
    return Counter(ends)


def sound() -> bool:
    return [*entries_balance(), *balances_agree(), *held_money_agrees()] == []


def post_some(hand: int, many: int = 5) -> None:
    for n in range(many):
        lines = [Line(("gateway", 0), -1), Line(("platform_fee", 0), 1)]
        actions.post(kind="sale", reference=f"{hand}-{n}", currency="CNY", lines=lines)


def test_no_posting_is_lost_from_a_balance(place: Flask) -> None:
    ends = at_once(place, *(lambda hand=hand: post_some(hand) for hand in range(HANDS)))

    assert ends == {"done": HANDS}
    assert session.scalar(select(Account.balance_cents).where(Account.kind == "gateway")) == -5 * HANDS
    assert sound()


def test_a_balance_that_is_read_and_written_back_is_refused(place: Flask) -> None:
    """What would lose postings when many do it at once the database takes from nobody."""
    post_some(0, 1)

    ends = at_once(place, *([lambda: _write_balance(_read_balance() - 1)] * HANDS))

    assert "done" not in ends
    assert session.scalar(select(Account.balance_cents).where(Account.kind == "gateway")) == -1
    assert sound()


def _read_balance() -> int:
    kept = session.scalar(select(Account.balance_cents).where(Account.kind == "gateway"))
    session.rollback()
    return int(kept or 0)


@action
def _write_balance(cents: int) -> None:
    session.execute(
        text("UPDATE accounts SET balance_cents = :cents WHERE kind = 'gateway'"), {"cents": cents}
    )


def test_the_same_sale_is_posted_once_however_many_say_so(place: Flask) -> None:
    ends = at_once(place, *([lambda: post_some(1, 1)] * HANDS))

    assert ends == {"done": HANDS}
    assert session.scalar(select(func.count()).select_from(Entry)) == 1
    assert sound()


@pytest.fixture
def rich(world: Cast) -> Cast:
    """Alma has 15.00 available."""
    receive(sell(world, angel_id=world.alma.id))
    with clock.shifted(commissions.VESTS_AFTER * 2):
        commissions.vest_due()
    return world


def ask(who: Cast) -> int:
    return actions.request_payout(who.alma, cents=1_000, destination="Bank", currency="CNY")


def test_of_many_requests_at_once_one_holds_the_money(place: Flask, rich: Cast) -> None:
    ends = at_once(place, *([lambda: ask(rich)] * HANDS))

    assert ends == {"done": 1, "Refused": HANDS - 1}
    assert queries.purse(rich.alma, "CNY") == queries.Purse(0, 500, 1_000, 0)
    assert sound()


def test_a_balance_looked_at_without_holding_it_still_is_spent_twice(place: Flask, rich: Cast) -> None:
    everybody_has_looked = threading.Barrier(HANDS)

    def naive() -> None:
        available = queries.purse(rich.alma, "CNY").available_cents
        session.rollback()
        everybody_has_looked.wait()
        if available < 1_000:
            raise Refused("not so much")
        actions.post(
            kind="payout_hold",
            reference=str(threading.get_ident()),
            currency="CNY",
            lines=[
                Line(("angel_available", rich.alma.id), -1_000),
                Line(("angel_held", rich.alma.id), 1_000),
            ],
        )

    at_once(place, *([naive] * HANDS))

    assert queries.purse(rich.alma, "CNY").available_cents < 0


def test_two_operators_who_approve_at_once_are_two(place: Flask, rich: Cast) -> None:
    second = promoted(rich.dora)
    payout = actions.request_payout(
        rich.alma,
        cents=1_000,
        destination="Bank",
        currency="CNY",
        terms=PayoutTerms(two_approvals_from_cents=1),
    )

    ends = at_once(
        place,
        lambda: actions.approve_payout(rich.olga, payout),
        lambda: actions.approve_payout(second, payout),
    )

    assert ends == {"done": 2}
    assert session.scalar(select(Payout.state)) == "approved"


def test_one_operator_who_presses_twice_is_one(place: Flask, rich: Cast) -> None:
    promoted(rich.dora)
    payout = actions.request_payout(
        rich.alma,
        cents=1_000,
        destination="Bank",
        currency="CNY",
        terms=PayoutTerms(two_approvals_from_cents=1),
    )

    ends = at_once(place, *([lambda: actions.approve_payout(rich.olga, payout)] * 4))

    assert ends == {"done": 1, "NotAllowed": 3}
    assert session.scalar(select(Payout.state)) == "requested"


def test_asking_and_refunding_at_once_hold_no_more_than_there_is(place: Flask, world: Cast) -> None:
    sold = sell(world, angel_id=world.alma.id)
    receive(sold)
    with clock.shifted(commissions.VESTS_AFTER * 2):
        commissions.vest_due()

        at_once(place, lambda: ask(world), lambda: refund(sold, 8_000))

    purse = queries.purse(world.alma, "CNY")
    assert (purse.available_cents, purse.held_cents) in {(-700, 1_000), (300, 0)}
    assert sound()
    assert payouts_are_itemised() == []


def test_a_correction_confirmed_by_many_is_posted_once(place: Flask, world: Cast) -> None:
    others = [promoted(world.dora), promoted(world.eve)]
    written = actions.propose_correction(
        world.olga,
        account_kind="angel_available",
        holder_id=world.alma.id,
        cents=500,
        reason="so",
        currency="CNY",
    )

    ends = at_once(place, *(lambda who=who: actions.confirm_adjustment(who, written) for who in others * 2))

    assert ends == {"done": 1, "Refused": 3}
    assert queries.purse(world.alma, "CNY").available_cents == 500
    assert sound()


def test_a_withdrawal_is_decided_once(place: Flask, rich: Cast) -> None:
    payout = ask(rich)

    ends = at_once(
        place,
        lambda: actions.pay_payout(rich.olga, payout, external_reference="A"),
        lambda: actions.pay_payout(rich.olga, payout, external_reference="B"),
        lambda: actions.reject_payout(rich.olga, payout, reason="no"),
        lambda: actions.cancel_payout(rich.alma, payout),
    )

    assert ends == {"done": 1, "Refused": 3}
    assert session.scalar(select(func.count()).select_from(Entry).where(Entry.kind.like("payout%"))) == 2
    assert session.scalar(select(Payout.state)) != "requested"
    assert sound()


def test_vesting_by_many_workers_happens_once(place: Flask, world: Cast) -> None:
    for _ in range(12):
        receive(sell(world, angel_id=world.alma.id))

    with clock.shifted(commissions.VESTS_AFTER * 2):
        ends = at_once(place, *([commissions.vest_due] * 4))

    assert ends == {"done": 4}
    assert queries.purse(world.alma, "CNY") == queries.Purse(0, 12 * 1_500, 0, 0)
    assert sound()


def test_vesting_and_refunding_at_once_lose_no_cent(place: Flask, world: Cast) -> None:
    sold = [sell(world, angel_id=world.alma.id) for _ in range(10)]
    for one in sold:
        receive(one)

    with clock.shifted(commissions.VESTS_AFTER * 2):
        ends = at_once(
            place, commissions.vest_due, lambda: [refund(one, 5_000) for one in sold], commissions.vest_due
        )
        commissions.vest_due()

    assert ends == {"done": 3}
    assert queries.purse(world.alma, "CNY") == queries.Purse(0, 10 * 750, 0, 0)
    assert set(session.scalars(select(Commission.state))) == {"vested"}
    assert sound()


def test_angels_who_share_orders_never_wait_for_each_other(place: Flask, world: Cast) -> None:
    """Sales that credit the same angels in opposite orders: each posting locks its accounts in one order."""
    pairs = [(world.alma.id, world.eve.id), (world.eve.id, world.alma.id)]

    def credit(hand: int) -> None:
        first, second = pairs[hand % 2]
        for n in range(5):
            lines = [
                Line(("gateway", 0), -3),
                Line(("angel_pending", first), 1),
                Line(("angel_pending", second), 2),
            ]
            actions.post(kind="sale", reference=f"{hand}-{n}", currency="CNY", lines=lines)

    ends = at_once(place, *(lambda hand=hand: credit(hand) for hand in range(HANDS)))

    assert ends == {"done": HANDS}
    assert sound()
