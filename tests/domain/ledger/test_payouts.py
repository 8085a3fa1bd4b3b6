"""A withdrawal holds its money from the request to the decision, and no cent is paid twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.angels import commissions
from domain.ledger import actions, queries
from domain.ledger.models import Payout
from domain.ledger.queries import Purse
from domain.people.models import RoleGrant
from domain.people.viewer import Viewer
from domain.viewers import viewer_of
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import Sold, receive, refund, sell


@pytest.fixture
def earned(cast: Cast, time: Time) -> Cast:
    """Alma has 15.00 available and nothing else."""
    sale(cast, time)
    return cast


def sale(cast: Cast, time: Time) -> Sold:
    sold = sell(cast, angel_id=cast.alma.id)
    receive(sold)
    time.pass_(days=8)
    commissions.vest_due()
    return sold


def ask(person: Viewer, cents: int = 1_200, destination: str = "Bank of Orchards 6222") -> int:
    return actions.request_payout(person, cents=cents, destination=destination, currency="CNY")


def purse(cast: Cast) -> Purse:
    return queries.purse(cast.alma, "CNY")


def test_a_request_holds_the_money(earned: Cast) -> None:
    ask(earned.alma)

    assert purse(earned) == Purse(pending_cents=0, available_cents=300, held_cents=1_200, paid_cents=0)


def test_a_paid_withdrawal_has_left_the_site(earned: Cast) -> None:
    actions.pay_payout(earned.olga, ask(earned.alma), external_reference="B-1")

    assert purse(earned) == Purse(pending_cents=0, available_cents=300, held_cents=0, paid_cents=1_200)
    assert queries.payouts(earned.alma).items[0].state == "succeeded"


def test_a_rejected_withdrawal_comes_back_with_its_reason(earned: Cast) -> None:
    actions.reject_payout(earned.olga, ask(earned.alma), reason="The account number is short by a digit.")

    assert purse(earned) == Purse(pending_cents=0, available_cents=1_500, held_cents=0, paid_cents=0)
    assert queries.payouts(earned.alma).items[0].reason == "The account number is short by a digit."


def test_whoever_asked_may_take_it_back_and_ask_anew(earned: Cast) -> None:
    actions.cancel_payout(earned.alma, ask(earned.alma))
    ask(earned.alma, 1_500)

    assert purse(earned) == Purse(pending_cents=0, available_cents=0, held_cents=1_500, paid_cents=0)


@pytest.mark.parametrize(
    ("cents", "field"), [(999, "amount"), (0, "amount"), (-2_000, "amount"), (1_501, "amount")]
)
def test_an_amount_that_does_not_fit_is_refused(earned: Cast, cents: int, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask(earned.alma, cents)

    assert refusal.value.field == field


def test_without_a_destination_the_money_goes_where_it_went_before(earned: Cast, time: Time) -> None:
    actions.pay_payout(
        earned.olga, ask(earned.alma, destination="Bank of Orchards"), external_reference="B-1"
    )
    sale(earned, time)

    ask(earned.alma, destination="")

    assert queries.payouts(earned.alma).items[0].destination == "Bank of Orchards"


def test_one_withdrawal_is_open_at_a_time(earned: Cast, time: Time) -> None:
    sale(earned, time)
    ask(earned.alma)

    with pytest.raises(Refused):
        ask(earned.alma)


def test_pending_money_cannot_be_withdrawn(cast: Cast) -> None:
    receive(sell(cast, angel_id=cast.alma.id))

    with pytest.raises(Refused):
        ask(cast.alma)


def test_nothing_is_withdrawn_while_refunds_left_less_than_nothing(cast: Cast, time: Time) -> None:
    sold = sale(cast, time)
    actions.pay_payout(cast.olga, ask(cast.alma, 1_500), external_reference="B-1")
    refund(sold, 10_000)
    assert purse(cast).available_cents == -1_500
    sale(cast, time)

    with pytest.raises(Refused):
        ask(cast.alma)

    assert purse(cast).available_cents == 0


def test_a_suspended_angel_withdraws_nothing(earned: Cast) -> None:
    suspended = replace(earned.alma, suspended_until_at=clock.now() + timedelta(days=1))

    with pytest.raises(NotAllowed):
        ask(suspended)


DECISIONS: list[Callable[[Viewer, int], None]] = [
    lambda who, payout: actions.pay_payout(who, payout, external_reference="B-2"),
    lambda who, payout: actions.reject_payout(who, payout, reason="no"),
]


@pytest.mark.parametrize("decide", DECISIONS)
@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_only_operators_decide(earned: Cast, who: str, decide: Callable[[Viewer, int], None]) -> None:
    payout = ask(earned.alma)

    with pytest.raises(NotAllowed):
        decide(getattr(earned, who), payout)

    assert purse(earned).held_cents == 1_200


@pytest.mark.parametrize("again", [*DECISIONS, lambda who, payout: actions.cancel_payout(who, payout)])
def test_what_was_decided_stays_decided(earned: Cast, again: Callable[[Viewer, int], None]) -> None:
    payout = ask(earned.alma)
    actions.pay_payout(earned.olga, payout, external_reference="B-1")
    who = earned.alma if again not in DECISIONS else earned.olga

    with pytest.raises(Refused):
        again(who, payout)

    assert purse(earned).paid_cents == 1_200


def test_somebody_elses_withdrawal_does_not_exist_for_others(earned: Cast) -> None:
    payout = ask(earned.alma)

    with pytest.raises(NotFound):
        actions.cancel_payout(earned.bo, payout)
    with pytest.raises(NotFound):
        actions.cancel_payout(earned.alma, payout + 1)


def test_a_transfer_pays_one_withdrawal(earned: Cast, time: Time) -> None:
    actions.pay_payout(earned.olga, ask(earned.alma), external_reference="B-1")
    sale(earned, time)
    second = ask(earned.alma)

    with pytest.raises(Refused) as refusal:
        actions.pay_payout(earned.olga, second, external_reference="B-1")

    assert refusal.value.field == "external_reference"


class TestAnOperatorsOwnWithdrawal:
    @pytest.fixture
    def asked(self, cast: Cast, time: Time) -> int:
        receive(sell(cast, angel_id=cast.olga.id))
        time.pass_(days=8)
        commissions.vest_due()
        return ask(cast.olga)

    def test_is_paid_by_another_operator(self, cast: Cast, asked: int, time: Time) -> None:
        dora = promoted(cast.dora)
        time.pass_(days=3)

        with pytest.raises(NotAllowed):
            actions.pay_payout(cast.olga, asked, external_reference="B-1")
        actions.pay_payout(dora, asked, external_reference="B-1")

        assert session.scalar(select(Payout.state)) == "succeeded"

    def test_waits_a_day_where_there_is_no_other(self, cast: Cast, asked: int, time: Time) -> None:
        with pytest.raises(NotAllowed):
            actions.pay_payout(cast.olga, asked, external_reference="B-1")
        time.pass_(hours=25)
        actions.pay_payout(cast.olga, asked, external_reference="B-1")

        assert session.scalar(select(Payout.state)) == "succeeded"


def promoted(person: Viewer) -> Viewer:
    """The same person, an operator now."""
    _grant(person.id)
    return viewer_of(person.id)


@action
def _grant(user_id: int) -> None:
    session.add(RoleGrant(user_id=user_id, role="operator", granted_at=clock.now()))
