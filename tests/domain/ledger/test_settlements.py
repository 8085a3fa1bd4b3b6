"""Transfers with merchants: written down by one operator, posted by another."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.ledger import actions, desk, queries
from domain.ledger.models import Settlement
from domain.people.viewer import Viewer
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.ledger.test_payouts import promoted
from tests.orders import sell


@pytest.fixture
def second(cast: Cast) -> Viewer:
    """Another operator."""
    return promoted(cast.dora)


def propose(cast: Cast, cents: int, reference: str = "B-1") -> int:
    return actions.propose_settlement(
        cast.olga,
        merchant_id=cast.merchant_id,
        cents=cents,
        external_reference=reference,
        memo="June",
        currency="CNY",
    )


def balance(cast: Cast) -> int:
    return queries.merchant_balance(cast.chen, cast.merchant_id, "CNY")


def test_nothing_moves_before_the_confirmation(cast: Cast, second: Viewer) -> None:
    settlement = propose(cast, 2_000)
    assert balance(cast) == 0

    actions.confirm_settlement(second, settlement)

    assert balance(cast) == 2_000


def test_nobody_confirms_her_own_entry_while_there_is_another(cast: Cast, second: Viewer, time: Time) -> None:
    settlement = propose(cast, 2_000)
    time.pass_(days=30)

    with pytest.raises(NotAllowed):
        actions.confirm_settlement(cast.olga, settlement)


def test_a_single_operator_waits_a_day(cast: Cast, time: Time) -> None:
    settlement = propose(cast, 2_000)

    with pytest.raises(NotAllowed):
        actions.confirm_settlement(cast.olga, settlement)
    time.pass_(hours=25)
    actions.confirm_settlement(cast.olga, settlement)

    assert balance(cast) == 2_000


def test_a_merchant_is_paid_what_his_account_holds_and_no_more(cast: Cast, second: Viewer) -> None:
    sell(cast, 10_000)
    too_much, right = propose(cast, -9_501), propose(cast, -9_500, "B-2")

    with pytest.raises(Refused):
        actions.confirm_settlement(second, too_much)
    actions.confirm_settlement(second, right)

    assert balance(cast) == 0


def test_it_is_posted_once(cast: Cast, second: Viewer) -> None:
    settlement = propose(cast, 2_000)
    actions.confirm_settlement(second, settlement)

    with pytest.raises(Refused):
        actions.confirm_settlement(second, settlement)
    with pytest.raises(Refused):
        actions.withdraw_settlement(second, settlement)

    assert balance(cast) == 2_000


def test_a_mistake_is_taken_back_and_its_reference_is_free_again(cast: Cast, second: Viewer) -> None:
    actions.withdraw_settlement(cast.olga, propose(cast, 200_000))
    actions.confirm_settlement(second, propose(cast, 2_000))

    assert balance(cast) == 2_000


def test_a_slip_is_entered_once(cast: Cast) -> None:
    propose(cast, 2_000)

    with pytest.raises(Refused):
        propose(cast, 2_000)


@pytest.mark.parametrize("fault", [{"cents": 0}, {"external_reference": ""}, {"merchant_id": 999}])
def test_an_entry_that_does_not_fit_is_refused(cast: Cast, fault: dict[str, object]) -> None:
    facts = {
        "merchant_id": cast.merchant_id, "cents": 100, "external_reference": "B-1", "memo": "", "currency": "CNY",
    }  # fmt: skip

    with pytest.raises(Refused):
        actions.propose_settlement(cast.olga, **{**facts, **fault})


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_others_neither_see_nor_enter_them(cast: Cast, who: str) -> None:
    person = getattr(cast, who)

    with pytest.raises(NotAllowed):
        actions.propose_settlement(
            person, merchant_id=cast.merchant_id, cents=1, external_reference="x", memo="", currency="CNY"
        )
    with pytest.raises(NotAllowed):
        actions.confirm_settlement(person, 1)
    with pytest.raises(NotAllowed):
        desk.settlements(person)

    assert session.scalars(select(Settlement)).all() == []


def test_an_unknown_one_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        actions.confirm_settlement(cast.olga, 99)


def test_the_statement_belongs_to_the_shop(cast: Cast) -> None:
    sell(cast, 10_000)

    assert [row.cents for row in queries.entries_for_merchant(cast.chen, cast.merchant_id, "CNY")] == [9_500]
    with pytest.raises(NotAllowed):
        queries.entries_for_merchant(cast.eve, cast.merchant_id, "CNY")
