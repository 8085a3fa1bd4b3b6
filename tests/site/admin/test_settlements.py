"""/admin/settlements: what merchants owe and are owed, transfers written down and confirmed."""

import re

import pytest
from flask.testing import FlaskClient

from domain.ledger import actions, queries
from tests.cast import Cast
from tests.domain.ledger.test_payouts import promoted
from tests.orders import sell
from tests.web import post, sign_in


@pytest.fixture
def olga(client: FlaskClient, cast: Cast) -> FlaskClient:
    """Olga signed in; the merchant owes 20.00."""
    sell(cast, angel_id=cast.alma.id, holder="merchant")
    return sign_in(client, cast.olga)


def write_down(client: FlaskClient, cast: Cast, **fields: str) -> int:
    sent = {
        "merchant_id": str(cast.merchant_id),
        "direction": "from",
        "amount": "20.00",
        "external_reference": "T-1",
        "memo": "",
    }
    return post(client, "/admin/settlements", **{**sent, **fields}).status_code


def balance(cast: Cast) -> int:
    return queries.merchant_balance(cast.olga, cast.merchant_id, "CNY")


def test_accounts_that_are_not_even_are_listed(olga: FlaskClient, cast: Cast) -> None:
    page = olga.get("/admin/settlements").get_data(as_text=True)

    assert "Chen&#39;s Orchard" in page
    assert '<data value="-2000">' in page


def test_a_transfer_counts_once_another_operator_confirms_it(olga: FlaskClient, cast: Cast) -> None:
    second = promoted(cast.dora)
    assert write_down(olga, cast) == 303
    page = olga.get("/admin/settlements").get_data(as_text=True)
    found = re.search(r'data-settlement-id="(\d+)"', page)
    assert found and "/confirmation" not in page
    assert post(olga, f"/admin/settlements/{found[1]}/confirmation").status_code == 403

    other = sign_in(olga.application.test_client(), second)
    answer = post(other, f"/admin/settlements/{found[1]}/confirmation")

    assert answer.status_code == 303
    assert balance(cast) == 0
    assert 'data-state="posted"' in other.get("/admin/settlements").get_data(as_text=True)


def test_a_mistake_is_taken_back(olga: FlaskClient, cast: Cast) -> None:
    settlement = actions.propose_settlement(
        cast.olga, merchant_id=cast.merchant_id, cents=5, external_reference="T-9", memo="", currency="CNY"
    )

    assert post(olga, f"/admin/settlements/{settlement}/delete").status_code == 303
    assert 'data-state="withdrawn"' in olga.get("/admin/settlements").get_data(as_text=True)


@pytest.mark.parametrize(
    "fault",
    [
        {"amount": ""}, {"amount": "x"}, {"amount": "0"}, {"direction": "up"}, {"external_reference": ""},
        {"merchant_id": "x"}, {"merchant_id": "999"}, {"merchant_id": "9" * 30}, {"memo": "x" * 201},
    ],
)  # fmt: skip
def test_an_entry_that_does_not_fit_comes_back(olga: FlaskClient, cast: Cast, fault: dict[str, str]) -> None:
    assert write_down(olga, cast, **fault) == 422
