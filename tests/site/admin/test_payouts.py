"""/admin/payouts: operators decide withdrawals; nobody else comes near."""

import pytest
from flask.testing import FlaskClient

from domain.angels import commissions
from domain.ledger import actions, queries
from domain.ledger.queries import Purse
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, sell
from tests.web import post, sign_in


@pytest.fixture
def payout(cast: Cast, time: Time) -> int:
    receive(sell(cast, angel_id=cast.alma.id))
    time.pass_(days=8)
    commissions.vest_due()
    return actions.request_payout(cast.alma, cents=1_500, destination="Bank of Orchards 6222", currency="CNY")


def purse(cast: Cast) -> Purse:
    return queries.purse(cast.alma, "CNY")


def test_the_operator_sees_where_the_money_should_go(client: FlaskClient, cast: Cast, payout: int) -> None:
    page = sign_in(client, cast.olga).get("/admin/payouts").get_data(as_text=True)

    assert "Bank of Orchards 6222" in page
    assert f'data-payout-id="{payout}"' in page


def test_the_operator_notes_a_transfer(client: FlaskClient, cast: Cast, payout: int) -> None:
    answer = post(
        sign_in(client, cast.olga),
        f"/admin/payouts/{payout}/decision",
        decision="paid",
        external_reference="T-1",
    )

    assert answer.status_code == 303
    assert purse(cast) == Purse(0, 0, 0, 1_500)
    assert "T-1" in client.get("/admin/payouts?tab=decided").get_data(as_text=True)


def test_the_operator_rejects_with_a_reason(client: FlaskClient, cast: Cast, payout: int) -> None:
    post(
        sign_in(client, cast.olga),
        f"/admin/payouts/{payout}/decision",
        decision="rejected",
        reason="No such bank.",
    )

    assert purse(cast) == Purse(0, 1_500, 0, 0)


def test_with_htmx_the_card_comes_back_decided(client: FlaskClient, cast: Cast, payout: int) -> None:
    answer = post(
        sign_in(client, cast.olga),
        f"/admin/payouts/{payout}/decision",
        htmx=True,
        decision="paid",
        external_reference="T-1",
    )
    part = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert 'data-state="succeeded"' in part
    assert "<html" not in part


@pytest.mark.parametrize(
    "fields",
    [{}, {"decision": "maybe"}, {"decision": "paid"}, {"decision": "rejected"}, {"decision": "paid", "external_reference": "x" * 81}],
)  # fmt: skip
@pytest.mark.parametrize("htmx", [False, True])
def test_a_decision_that_says_too_little_comes_back(
    client: FlaskClient, cast: Cast, payout: int, fields: dict[str, str], htmx: bool
) -> None:
    answer = post(sign_in(client, cast.olga), f"/admin/payouts/{payout}/decision", htmx=htmx, **fields)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert purse(cast).held_cents == 1_500


def test_a_reference_used_before_is_told_at_its_field(
    client: FlaskClient, cast: Cast, payout: int, time: Time
) -> None:
    actions.pay_payout(cast.olga, payout, external_reference="T-1")
    receive(sell(cast, angel_id=cast.alma.id))
    time.pass_(days=8)
    commissions.vest_due()
    second = actions.request_payout(cast.alma, cents=1_500, destination="Bank", currency="CNY")

    answer = post(
        sign_in(client, cast.olga),
        f"/admin/payouts/{second}/decision",
        decision="paid",
        external_reference="T-1",
    )

    assert answer.status_code == 422
    assert f'id="reference-{second}-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
@pytest.mark.parametrize("path", ["/admin/payouts", "/admin/settlements"])
def test_others_see_neither_desk(client: FlaskClient, cast: Cast, who: str, path: str) -> None:
    assert sign_in(client, getattr(cast, who)).get(path).status_code == 403


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_others_decide_nothing(client: FlaskClient, cast: Cast, payout: int, who: str) -> None:
    person = sign_in(client, getattr(cast, who))

    for path in (
        f"/admin/payouts/{payout}/decision",
        "/admin/settlements",
        "/admin/settlements/1/confirmation",
        "/admin/settlements/1/delete",
    ):
        assert post(person, path, decision="paid", external_reference="T-1").status_code == 403
    assert purse(cast).held_cents == 1_500


@pytest.mark.parametrize(
    "path",
    ["/admin/payouts/999/decision", "/admin/settlements/999/confirmation", "/admin/settlements/999/delete"],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, cast: Cast, path: str) -> None:
    assert (
        post(sign_in(client, cast.olga), path, decision="paid", external_reference="T-1").status_code == 404
    )


def test_an_unknown_tab_is_not_found(client: FlaskClient, cast: Cast) -> None:
    assert sign_in(client, cast.olga).get("/admin/payouts?tab=x").status_code == 404
