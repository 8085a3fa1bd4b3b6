"""/merchant/invoices and /admin/invoices: what a company was asked to pay, on the page, on paper and in a file."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.db import session
from domain.ledger.models import Adjustment, Invoice, Settlement
from domain.ledger.policy import COOLING
from domain.people.viewer import Viewer
from tests.cast import Cast
from tests.domain.ledger.test_invoices import cancel, issue
from tests.domain.ledger.test_payouts import promoted
from tests.web import post, sign_in


@pytest.fixture
def second(cast: Cast) -> Viewer:
    return promoted(cast.dora)


def number_of(invoice_id: int) -> str:
    return session.scalars(select(Invoice.number).where(Invoice.id == invoice_id)).one()


def test_the_owner_reads_her_invoices_each_on_paper(client: FlaskClient, cast: Cast, second: Viewer) -> None:
    number = number_of(issue(cast, second))
    sign_in(client, cast.chen)

    listed = client.get("/merchant/invoices").get_data(as_text=True)
    paper = client.get(f"/merchant/invoices/{number}").get_data(as_text=True)

    assert f'data-invoice="{number}" data-state="open"' in listed
    assert "Entry in 2026" in listed
    assert "Chen&#39;s Orchard" in paper
    assert "data-print" in paper


def test_a_credit_note_is_a_paper_of_its_own(client: FlaskClient, cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)
    cancel(cast, second, invoice)
    sign_in(client, cast.chen)

    paper = client.get(f"/merchant/invoices/C{clock.now().year}-0001").get_data(as_text=True)

    assert "Charged twice" in paper
    assert number_of(invoice) in paper


def test_the_file_adds_up_to_what_was_asked(client: FlaskClient, cast: Cast, second: Viewer) -> None:
    issue(cast, second, reason="=Entry")
    cancel(cast, second, issue(cast, second, cents=5_000))
    sign_in(client, cast.chen)

    text = client.get("/merchant/invoices.csv").get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))[1:]

    assert [row[5] for row in rows] == ["50.00", "-50.00", "100.00"]
    assert rows[2][4] == "'=Entry"


@pytest.mark.parametrize("who", ["alma", "bo", "dora", "eve"])
def test_it_is_nobody_elses(client: FlaskClient, cast: Cast, who: str) -> None:
    number = number_of(issue(cast, promoted(cast.alma if who != "alma" else cast.bo)))
    person = getattr(cast, who)
    sign_in(client, person)

    assert client.get(f"/merchant/invoices/{number}").status_code == 404
    assert client.get("/merchant/invoices").status_code == 403
    assert client.get("/admin/invoices").status_code in (403, 404)


def test_an_operator_charges_and_another_confirms(client: FlaskClient, cast: Cast, second: Viewer) -> None:
    due = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%d")
    sign_in(client, cast.olga)
    asked = {"holder": "Chen's Orchard", "amount": "1000", "due_on": due, "reason": "Entry in 2026"}

    answer = post(client, "/admin/invoices", **asked)

    assert answer.status_code == 303
    adjustment = session.scalars(select(Adjustment)).one()
    assert f'data-adjustment-id="{adjustment.id}"' in client.get("/admin/invoices").get_data(as_text=True)
    assert session.scalars(select(Invoice)).all() == []

    other = client.application.test_client()
    sign_in(other, second)
    answer = post(
        other, f"/admin/adjustments/{adjustment.id}/confirmation", data_={"next": "/admin/invoices"}
    )

    assert (answer.status_code, answer.location) == (303, "/admin/invoices")
    assert session.scalars(select(Invoice.amount_cents)).all() == [100_000]
    assert 'data-state="open"' in other.get("/admin/invoices").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fault", "field"),
    [({"holder": "No such shop"}, "holder"), ({"holder": "@alma"}, "holder"), ({"amount": "0"}, "amount"),
     ({"amount": "-5"}, "amount"), ({"due_on": ""}, "due_on"), ({"due_on": "soon"}, "due_on"), ({"reason": ""}, "reason")],
)  # fmt: skip
def test_what_does_not_fit_comes_back_at_its_field(
    client: FlaskClient, cast: Cast, fault: dict[str, str], field: str
) -> None:
    sign_in(client, cast.olga)
    asked = {"holder": "Chen's Orchard", "amount": "10", "due_on": "2031-02-03", "reason": "Entry"}

    answer = post(client, "/admin/invoices", **{**asked, **fault})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert session.scalars(select(Adjustment)).all() == []


def test_a_payment_and_a_cancellation_are_written_down(
    client: FlaskClient, cast: Cast, second: Viewer
) -> None:
    paid, cancelled = issue(cast, second), issue(cast, second, reason="Another")
    sign_in(client, cast.olga)

    assert post(client, f"/admin/invoices/{paid}/payment", external_reference="BANK-7").status_code == 303
    assert (
        post(client, f"/admin/invoices/{cancelled}/cancellation", reason="Charged twice").status_code == 303
    )

    assert session.scalars(select(Settlement.external_reference)).all() == ["BANK-7"]
    assert "waits for its confirmation" in client.get(f"/admin/invoices/{paid}").get_data(as_text=True)
    again = post(client, f"/admin/invoices/{paid}/payment", external_reference="BANK-8")
    assert again.status_code == 422
    used = post(client, f"/admin/invoices/{cancelled}/payment", external_reference="")
    assert used.status_code == 422


def test_it_asks_for_the_password_of_who_signed_in_long_ago(
    client: FlaskClient, cast: Cast, second: Viewer
) -> None:
    invoice = issue(cast, second)
    sign_in(client, cast.olga)

    with clock.shifted(COOLING):
        answer = post(client, f"/admin/invoices/{invoice}/payment", external_reference="BANK-7")

    assert answer.status_code == 403
    assert session.scalars(select(Settlement)).all() == []
