"""What moves money or says where it goes asks for the password once more, and loses nothing that was typed."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from domain.angels import commissions
from domain.ledger import actions
from domain.ledger.models import Adjustment, MerchantDestination, Payout, TaxProfile
from tests.cast import PASSWORD, Cast
from tests.conftest import Time
from tests.orders import receive, sell
from tests.web import post, sign_in

PAYOUT = {"amount": "12.00", "destination": "Bank & <Orchards>\n6222"}


@pytest.fixture
def alma(client: FlaskClient, cast: Cast, time: Time) -> FlaskClient:
    """Alma has 15.00 available, and entered her password a quarter of an hour ago."""
    receive(sell(cast, angel_id=cast.alma.id))
    time.pass_(days=8)
    commissions.vest_due()
    sign_in(client, cast.alma)
    time.pass_(minutes=15)
    return client


def carried(page: str) -> dict[str, str]:
    from html import unescape

    fields = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.split('id="again-form"')[1]
    )
    return {name: unescape(value) for name, value in fields if name != "csrf_token"}


def test_a_withdrawal_waits_for_the_password_and_then_goes_on(alma: FlaskClient) -> None:
    asked = post(alma, "/earnings/payouts", **PAYOUT)
    assert asked.status_code == 403
    assert session.scalars(select(Payout)).all() == []
    fields = carried(asked.get_data(as_text=True))

    answer = post(alma, "/earnings/payouts", **fields, current_password=PASSWORD)

    assert answer.status_code == 303
    assert session.scalars(select(Payout.destination)).one() == PAYOUT["destination"]


def test_a_wrong_password_is_told_and_the_form_is_kept(alma: FlaskClient) -> None:
    answer = post(alma, "/earnings/payouts", **PAYOUT, current_password="wrong-wrong-wrong")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert 'id="current_password-error"' in page
    assert carried(page)["amount"] == "12.00"
    assert "wrong-wrong" not in page
    assert session.scalars(select(Payout)).all() == []


def test_after_too_many_wrong_ones_it_says_to_wait(alma: FlaskClient) -> None:
    for _ in range(10):
        post(alma, "/earnings/payouts", **PAYOUT, current_password="wrong-wrong-wrong")

    answer = post(alma, "/earnings/payouts", **PAYOUT, current_password=PASSWORD)

    assert answer.status_code == 429
    assert session.scalars(select(Payout)).all() == []


def test_within_ten_minutes_it_is_asked_once(alma: FlaskClient, time: Time) -> None:
    post(
        alma,
        "/earnings/tax",
        country="CN",
        kind="person",
        legal_name="Alma",
        id_number="1234567890",
        current_password=PASSWORD,
    )
    time.pass_(minutes=9)
    assert post(alma, "/earnings/payouts", **PAYOUT).status_code == 303

    time.pass_(minutes=2)

    assert post(alma, "/earnings/tax", legal_name="Another").status_code == 403
    assert session.scalars(select(TaxProfile.legal_name)).one() == "Alma"


def test_a_shops_destination_waits_too(client: FlaskClient, cast: Cast, time: Time) -> None:
    chen = sign_in(client, cast.chen)
    time.pass_(minutes=15)
    path = "/merchant/statement/destination"

    assert post(chen, path, destination="Bank").status_code == 403
    assert session.scalars(select(MerchantDestination)).all() == []
    assert post(chen, path, destination="Bank", current_password=PASSWORD).status_code == 303
    assert session.scalars(select(MerchantDestination.destination)).one() == "Bank"


class TestOfOperators:
    ADJUSTMENT = {"kind": "against", "holder": "@alma", "amount": "3.00", "reason": "=Twice"}

    def test_an_adjustment_is_written_down(self, client: FlaskClient, cast: Cast) -> None:
        answer = post(sign_in(client, cast.olga), "/admin/adjustments", **self.ADJUSTMENT)

        assert answer.status_code == 303
        assert session.scalars(select(Adjustment.amount_cents)).one() == -300
        assert "=Twice" in client.get("/admin/adjustments").get_data(as_text=True)

    @pytest.mark.parametrize(
        ("fault", "field"),
        [({"holder": "@nobody"}, "holder"), ({"holder": "No such shop"}, "holder"), ({"amount": "0"}, "amount"),
         ({"amount": "1e9999"}, "amount"), ({"reason": ""}, "reason"), ({"kind": "entry_fee"}, "due_on"),
         ({"kind": "entry_fee", "due_on": "2031-02-30"}, "due_on"), ({"kind": "entry_fee", "due_on": "2031-02-03"}, "holder")],
    )  # fmt: skip
    def test_what_does_not_fit_comes_back_at_its_field(
        self, client: FlaskClient, cast: Cast, fault: dict[str, str], field: str
    ) -> None:
        answer = post(sign_in(client, cast.olga), "/admin/adjustments", **{**self.ADJUSTMENT, **fault})
        page = answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert f'id="{field}-error"' in page
        assert session.scalars(select(Adjustment)).all() == []

    def test_the_yearly_file_asks_first_and_then_leads_there(
        self, client: FlaskClient, cast: Cast, time: Time
    ) -> None:
        actions.set_tax_profile(
            cast.alma, country="CN", kind="person", legal_name="=Alma", id_number="1234567890",
            secret=client.application.extensions["settings"].secret_key,
        )  # fmt: skip
        receive(sell(cast, angel_id=cast.alma.id))
        time.pass_(days=8)
        commissions.vest_due()
        payout = actions.request_payout(cast.alma, cents=1_200, destination="Bank", currency="CNY")
        actions.pay_payout(cast.olga, payout, external_reference="T")
        year = session.scalars(select(Payout.decided_at)).one().year
        olga = sign_in(client, cast.olga)
        time.pass_(minutes=15)

        asked = olga.get(f"/admin/tax/{year}.csv")
        assert asked.status_code == 403
        fields = carried(asked.get_data(as_text=True))
        led = post(olga, "/password/again", **fields, current_password=PASSWORD)

        assert (led.status_code, led.headers["Location"]) == (303, f"/admin/tax/{year}.csv")
        file = olga.get(led.headers["Location"]).get_data(as_text=True)
        assert "alma,Alma,CN,person,'=Alma,1234567890,CNY,1,12.00,0.00,0.00,12.00" in file

    @pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
    def test_nobody_else_comes_near(self, client: FlaskClient, cast: Cast, who: str) -> None:
        person = sign_in(client, getattr(cast, who))

        for path in ("/admin/adjustments", "/admin/tax/2026.csv", "/admin/payouts/1"):
            assert person.get(path).status_code == 403
        for path in (
            "/admin/adjustments", "/admin/adjustments/1/confirmation", "/admin/adjustments/1/delete",
            f"/admin/adjustments/write-offs/{cast.alma.id}",
        ):  # fmt: skip
            assert post(person, path, **self.ADJUSTMENT).status_code == 403

    @pytest.mark.parametrize("year", ["0", "1999", "3000", "99999999999"])
    def test_a_year_that_is_none_is_not_found(self, client: FlaskClient, cast: Cast, year: str) -> None:
        assert sign_in(client, cast.olga).get(f"/admin/tax/{year}.csv").status_code == 404


@pytest.mark.parametrize(
    "path", ["/admin/payouts/1/decision", "/admin/settlements", "/admin/settlements/1/confirmation"]
)
def test_operators_decide_about_money_with_their_password(
    client: FlaskClient, cast: Cast, time: Time, path: str
) -> None:
    sign_in(client, cast.olga)
    time.pass_(minutes=15)
    answer = post(client, path, reason="<so>")
    assert answer.status_code == 403
    assert carried(answer.get_data(as_text=True)) == {"reason": "<so>"}
