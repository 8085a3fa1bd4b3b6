"""Monthly statements follow each other by their hashes, and are what the ledger gives."""

import csv
import hashlib
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from core import clock
from core.db import session
from core.unit import action
from domain.angels import commissions
from domain.ledger import actions, statements
from domain.ledger.check import statements_hold
from domain.ledger.models import Statement
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, refund, sell

MARCH = datetime(2031, 3, 10, 12, tzinfo=UTC)


def go_to(time: Time, at: datetime) -> None:
    time.pass_(seconds=(at - clock.now()).total_seconds())


@pytest.fixture
def year(cast: Cast, time: Time) -> Cast:
    """Alma sells in March and in April, has a refund in April, and withdraws in May."""
    go_to(time, MARCH)
    old = sell(cast, 20_000, angel_id=cast.alma.id)
    receive(old)
    go_to(time, datetime(2031, 4, 2, tzinfo=UTC))
    commissions.vest_due()
    actions.make_statements()
    refund(old, 5_000)
    sell(cast, 10_000, angel_id=cast.alma.id)
    go_to(time, datetime(2031, 5, 3, tzinfo=UTC))
    actions.make_statements()
    actions.pay_payout(
        cast.olga,
        actions.request_payout(cast.alma, cents=2_000, destination="Bank", currency="CNY"),
        external_reference="=T-1",
    )
    go_to(time, datetime(2031, 6, 1, 2, tzinfo=UTC))
    actions.make_statements()
    return cast


def of(cast: Cast, kind: str = "angel") -> list[statements.StatementCard]:
    holder = {"angel": cast.alma.id, "merchant": cast.merchant_id, "site": 0}[kind]
    return list(reversed(statements.cards(cast.olga, kind, holder).items))


def rows(card: statements.StatementCard) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(statements.file_of(card))))


def test_every_month_begins_where_the_last_one_ended(year: Cast) -> None:
    assert [(card.month, card.opening_cents, card.closing_cents) for card in of(year)] == [
        ("2031-03", 0, 3_000), ("2031-04", 3_000, 3_750), ("2031-05", 3_750, 1_750),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["angel", "merchant", "site"])
def test_the_hash_is_that_of_the_file_and_stands_in_the_next_file(year: Cast, kind: str) -> None:
    before = ""
    for card in of(year, kind):
        content = statements.file_of(card)
        assert hashlib.sha256(content.encode()).hexdigest() == card.sha256
        assert next(row["note"] for row in rows(card) if row["row"] == "previous") == before
        before = card.sha256


@pytest.mark.parametrize("kind", ["angel", "merchant", "site"])
def test_the_lines_of_a_file_lead_from_its_opening_to_its_closing(year: Cast, kind: str) -> None:
    for card in of(year, kind):
        sums = {
            name: sum(Decimal(row["amount"]) for row in rows(card) if row["row"] == name)
            for name in ("opening", "line", "closing")
        }
        assert sums["opening"] + sums["line"] == sums["closing"] == Decimal(card.closing_cents) / 100


def test_all_files_of_all_holders_add_up_to_nothing(year: Cast) -> None:
    assert sum(of(year, kind)[-1].closing_cents for kind in ("angel", "merchant", "site")) == 0


def test_an_angel_does_not_learn_the_number_of_an_order(year: Cast) -> None:
    numbers = session.scalars(text("SELECT number FROM orders")).all()
    files = "".join(statements.file_of(card) for card in of(year))

    assert numbers and not [number for number in numbers if number in files]


def test_the_month_that_runs_has_none_and_a_second_run_makes_none(year: Cast) -> None:
    assert actions.make_statements() == 0
    assert "2031-06" not in set(session.scalars(select(Statement.month)))


def test_what_is_posted_late_stands_in_the_next_statement(year: Cast, time: Time) -> None:
    go_to(time, datetime(2031, 4, 20, tzinfo=UTC))
    sell(year, 10_000, angel_id=year.alma.id)
    go_to(time, datetime(2031, 7, 2, tzinfo=UTC))

    actions.make_statements()

    assert [(card.month, card.closing_cents - card.opening_cents) for card in of(year)][-1] == (
        "2031-06",
        1_500,
    )
    assert statements_hold() == []


@action
def spoil(*lines: str) -> None:
    for line in lines:
        session.execute(text(line))


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE statements SET closing_cents = closing_cents + 1 WHERE id = 2",
        "UPDATE statements SET sha256 = 'x' WHERE id = 2",
        "UPDATE statements SET previous_sha256 = '' WHERE id = 5",
        "UPDATE entry_lines SET amount_cents = amount_cents + 1 WHERE id = 2",
        "UPDATE entries SET memo = 'another'",
        "DELETE FROM statements WHERE month = '2031-04'",
    ],
)
def test_what_was_changed_behind_the_triggers_is_found_by_name(year: Cast, statement: str) -> None:
    assert statements_hold() == []
    for table in ("entries", "entry_lines", "statements"):
        for verb in ("update", "delete"):
            spoil(f"DROP TRIGGER {table}_refuses_{verb}")

    spoil(statement)

    assert any("statement" in one and "2031-0" in one for one in statements_hold())


@pytest.mark.parametrize(
    ("who", "seen"),
    [("alma", {"angel"}), ("bo", set()), ("chen", {"merchant"}), ("dora", set()), ("eve", set()),
     ("olga", {"angel", "merchant", "site"})],
)  # fmt: skip
def test_everybody_reads_her_own(year: Cast, who: str, seen: set[str]) -> None:
    viewer = getattr(year, who)

    assert {
        kind
        for kind in ("angel", "merchant", "site")
        if statements.statement_for(viewer, of(year, kind)[0].id)
    } == seen
