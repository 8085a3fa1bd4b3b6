"""/earnings/payouts: ask for one's money, see what becomes of it, take the request back."""

import re

import pytest
from flask.testing import FlaskClient

from domain.angels import commissions
from domain.ledger import actions, queries
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, sell
from tests.web import post, sign_in


@pytest.fixture
def alma(client: FlaskClient, cast: Cast, time: Time) -> FlaskClient:
    """Alma signed in, with 15.00 available."""
    receive(sell(cast, angel_id=cast.alma.id))
    time.pass_(days=8)
    commissions.vest_due()
    return sign_in(client, cast.alma)


def ask(client: FlaskClient, amount: str = "12.50", destination: str = "Bank of Orchards 6222") -> str:
    answer = post(client, "/earnings/payouts", amount=amount, destination=destination)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = client.get("/earnings/payouts").get_data(as_text=True)
    found = re.search(r'id="open-payout" data-payout-id="(\d+)"', page)
    assert found
    return found[1]


def test_a_request_is_shown_as_open(alma: FlaskClient, cast: Cast) -> None:
    ask(alma)

    page = alma.get("/earnings/payouts").get_data(as_text=True)

    assert queries.purse(cast.alma, "CNY").held_cents == 1_250
    assert 'data-state="requested"' in page
    assert 'id="payout-form"' not in page


@pytest.mark.parametrize(
    "amount", ["", "9.99", "15.01", "12.505", "1e99", "-20", "nonsense", "NaN", "Infinity", "９９９"]
)
def test_an_amount_that_does_not_fit_comes_back_with_a_message(
    alma: FlaskClient, cast: Cast, amount: str
) -> None:
    answer = post(alma, "/earnings/payouts", amount=amount, destination="Bank of Orchards 6222")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert 'id="amount-error"' in page
    assert "Bank of Orchards 6222" in page
    assert queries.purse(cast.alma, "CNY").held_cents == 0


@pytest.mark.parametrize("destination", ["", " ", "x" * 301, "bank\x00"])
def test_a_destination_that_does_not_fit_comes_back_with_a_message(
    alma: FlaskClient, destination: str
) -> None:
    answer = post(alma, "/earnings/payouts", amount="12.00", destination=destination)

    assert answer.status_code == 422
    assert 'id="destination-error"' in answer.get_data(as_text=True)


def test_a_second_open_request_is_refused(alma: FlaskClient) -> None:
    ask(alma, "10.00")

    answer = post(alma, "/earnings/payouts", amount="10.00", destination="x")

    assert answer.status_code == 422


def test_a_request_can_be_taken_back(alma: FlaskClient, cast: Cast) -> None:
    payout = ask(alma)

    answer = post(alma, f"/earnings/payouts/{payout}/delete")

    assert answer.status_code == 303
    assert queries.purse(cast.alma, "CNY").available_cents == 1_500
    assert 'data-state="cancelled"' in alma.get("/earnings/payouts").get_data(as_text=True)


def test_the_decision_and_its_reason_are_shown(alma: FlaskClient, cast: Cast) -> None:
    actions.reject_payout(cast.olga, int(ask(alma)), reason="No such bank.")
    actions.pay_payout(cast.olga, int(ask(alma)), external_reference="T-77")

    page = alma.get("/earnings/payouts").get_data(as_text=True)

    assert "No such bank." in page
    assert "T-77" in page


def test_somebody_elses_request_is_not_found(alma: FlaskClient, cast: Cast) -> None:
    payout = ask(alma)
    other = sign_in(alma.application.test_client(), cast.bo)

    assert post(other, f"/earnings/payouts/{payout}/delete").status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 30, "x"])
def test_an_unknown_request_is_not_found(alma: FlaskClient, number: str) -> None:
    assert post(alma, f"/earnings/payouts/{number}/delete").status_code == 404


def test_below_the_least_amount_there_is_no_form(client: FlaskClient, cast: Cast) -> None:
    page = sign_in(client, cast.bo).get("/earnings/payouts").get_data(as_text=True)

    assert 'id="payout-form"' not in page
    assert "You can withdraw from" in page


def test_the_amount_alone_is_enough_for_a_program(alma: FlaskClient, cast: Cast) -> None:
    answer = post(alma, "/earnings/payouts", amount="12.00")

    assert answer.status_code == 303
    assert "Destination not given" in alma.get("/earnings/payouts").get_data(as_text=True)


def test_the_form_remembers_the_last_destination(alma: FlaskClient, cast: Cast) -> None:
    post(alma, f"/earnings/payouts/{ask(alma)}/delete")

    assert "Bank of Orchards 6222</textarea>" in alma.get("/earnings/payouts").get_data(as_text=True)
