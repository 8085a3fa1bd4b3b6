"""The checks of the ledger and of commissions see what is wrong, and nothing where all is well."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

import domain.checks  # noqa: F401
from core import invariants
from core.db import session
from core.unit import action
from domain.angels import commissions
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, refund, sell


def broken() -> dict[str, tuple[str, ...]]:
    return {outcome.name: outcome.breaches for outcome in invariants.outcomes() if outcome.breaches}


@action
def spoil(*statements: str) -> None:
    for statement in statements:
        session.execute(text(statement))


@pytest.fixture
def world(cast: Cast, time: Time) -> Cast:
    """Sales in every state of a commission, with refunds before and after vesting."""
    old = [sell(cast, 10_000, angel_id=cast.alma.id, holder=holder) for holder in ("platform", "merchant")]
    for sold in old:
        receive(sold)
    time.pass_(days=8)
    commissions.vest_due()
    refund(old[0], 3_333)
    refund(sell(cast, 7_777, 1_234, angel_id=cast.eve.id), 7_777)
    sell(cast, 5_000)
    return cast


def money(name: str) -> bool:
    return name.startswith(("ledger", "commissions")) or name in (
        PAID, "orders: open cases hold commissions", "orders: commissions follow their order"
    )  # fmt: skip


def test_a_sound_ledger_has_no_breach(world: Cast) -> None:
    assert {name: found for name, found in broken().items() if money(name)} == {}


PAID = "orders: paid ones are in the ledger, to the cent"
UNBOUND = "DROP TRIGGER accounts_move_by_lines"
UNGUARDED = "DROP TRIGGER entry_lines_refuses_update", "DROP TRIGGER entries_must_balance"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ([UNBOUND, "UPDATE accounts SET balance_cents = balance_cents + 1 WHERE kind = 'gateway'"], "ledger: balances agree with their lines"),
        ([UNBOUND, "UPDATE accounts SET balance_cents = balance_cents + 1 WHERE kind = 'gateway'"], "ledger: all accounts add up to zero"),
        ([*UNGUARDED, "UPDATE entry_lines SET amount_cents = amount_cents + 1 WHERE id = 1"], "ledger: entries balance"),
        ([*UNGUARDED, "INSERT INTO entries (id, kind, reference, currency, memo, posted_at) VALUES (5, 'x', 'y', 'CNY', '', '2026-01-01')"], "ledger: entries balance"),
        (["UPDATE commissions SET amount_cents = amount_cents + 1 WHERE state = 'vested'"], "commissions: agree with the ledger"),
        (["UPDATE commissions SET state = 'earned' WHERE state = 'vested'"], "commissions: agree with the ledger"),
        (["UPDATE commissions SET angel_id = 1 + angel_id WHERE state = 'vested'"], "commissions: agree with the ledger"),
        (["DELETE FROM commissions WHERE state = 'vested'"], "commissions: agree with the ledger"),
        (["UPDATE commissions SET base_cents = base_cents + 100 WHERE state = 'vested'"], "commissions: are their rate of what remains, rounded down"),
        (["UPDATE products SET angel_count = 3"], "endorsements: products count their angels"),
        (["DROP TRIGGER entries_refuses_update"], "database: triggers exist"),
        (["UPDATE orders SET refunded_cents = refunded_cents + 1 WHERE id = 1"], PAID),
        (["UPDATE orders SET cash_holder = 'merchant' WHERE id = 1"], PAID),
        (["UPDATE orders SET paid_at = NULL WHERE id = 1"], PAID),
        (["UPDATE order_lines SET fee_cents = fee_cents - 1 WHERE id = 2"], PAID),
        (["UPDATE refunds SET state = 'requested' WHERE id = 1"], "orders: money goes back for a reason"),
        (["INSERT INTO commission_holds (cause, cause_id, order_id, since_at) VALUES ('case', 1, 1, '2026-01-01')"], "orders: open cases hold commissions"),
        (["UPDATE order_lines SET received_at = NULL WHERE id = 1"], "orders: commissions follow their order"),
        (["INSERT INTO outbox (job, event, payload, created_at, available_at, attempts, last_error) VALUES ('x', 'y', '{}', '2026-01-01', '2026-01-01', 3, 'no')"], "database: the outbox moves"),
    ],
)  # fmt: skip
def test_a_spoiled_table_is_named(world: Cast, statements: list[str], name: str) -> None:
    spoil(*statements)

    assert name in broken()


def test_of_many_breaches_the_first_are_listed(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants, "SHOWN", 2)

    assert len(broken_lines(5)) == 3
    assert len(broken_lines(2)) == 2


def broken_lines(many: int) -> list[str]:
    from sqlalchemy import literal, select, union_all

    rows = union_all(*[select(literal(n).label("n")) for n in range(many)]).subquery()
    return invariants.found(select(rows.c.n), "number %(n)s")


@pytest.fixture
def one_check(monkeypatch: pytest.MonkeyPatch) -> Callable[[invariants.Check], None]:
    def only(check: invariants.Check) -> None:
        monkeypatch.setattr(invariants, "_registered", {"room: what holds": check})

    return only


def test_the_command_says_ok_for_a_sound_site(
    cast: Cast, site: Flask, one_check: Callable[..., None]
) -> None:
    one_check(lambda: [])

    done = site.test_cli_runner().invoke(args=["check"])

    assert done.exit_code == 0
    assert done.output.startswith("room: what holds  ok")


def test_the_command_lists_breaches_and_exits_1(
    cast: Cast, site: Flask, one_check: Callable[..., None]
) -> None:
    one_check(lambda: ["row 7 is wrong"])

    done = site.test_cli_runner().invoke(args=["check"])

    assert done.exit_code == 1
    assert "BROKEN" in done.output and "row 7 is wrong" in done.output


def test_a_check_that_cannot_run_is_a_breach(cast: Cast, site: Flask, one_check: Callable[..., None]) -> None:
    one_check(lambda: session.execute(text("SELECT * FROM not_there")).all())

    done = site.test_cli_runner().invoke(args=["check"])

    assert done.exit_code == 1
    assert "could not be checked" in done.output
