"""/earnings.csv: everything in one file that adds up and runs nothing."""

import csv
import io
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from core.db import session
from core.unit import action
from domain.angels import commissions
from domain.catalog.models import Product
from domain.ledger import actions
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, refund, sell
from tests.web import sign_in


def rows(client: FlaskClient) -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(client.get("/earnings.csv").get_data(as_text=True).removeprefix("\ufeff")))
    )


def test_the_file_opens_as_utf_8_in_a_spreadsheet(client: FlaskClient, cast: Cast) -> None:
    answer = sign_in(client, cast.alma).get("/earnings.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="earnings.csv"'


def test_the_amounts_add_up_to_what_is_left(client: FlaskClient, cast: Cast, time: Time) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    receive(sold)
    refund(sold, 3_333)
    time.pass_(days=8)
    commissions.vest_due()
    actions.request_payout(cast.alma, cents=1_000, destination="Bank", currency="CNY")

    head, *lines = rows(sign_in(client, cast.alma))

    assert head[4] == "Amount"
    assert [(line[1], line[4]) for line in lines] == [
        ("commission", "15.00"), ("refund", "-5.00"), ("withdrawal", "-10.00"),
    ]  # fmt: skip
    assert sum(Decimal(line[4]) for line in lines) == 0


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1", '=HYPERLINK("x")'])
def test_a_product_called_like_a_formula_is_text(client: FlaskClient, cast: Cast, title: str) -> None:
    sell(cast, angel_id=cast.alma.id)
    _rename(cast.product_id, title)

    line = rows(sign_in(client, cast.alma))[1]

    assert line[2] == f"'{title}"


@action
def _rename(product_id: int, title: str) -> None:
    session.execute(update(Product).where(Product.id == product_id).values(title=title))
