"""/earnings/holds and /admin/holds: a commission that is held is never held in silence."""

import csv

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from core.errors import Refused
from core.unit import action
from domain.angels import commissions, reviews
from domain.angels.models import Commission, CommissionReview
from domain.ledger import actions as ledger
from domain.notices.models import Notice
from jobs import worker
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import receive, refund, sell
from tests.queries import counted
from tests.web import post, sign_in


@action
def hold_one(cast: Cast) -> int:
    sold = sell(cast, angel_id=cast.alma.id)
    commission = session.scalars(select(Commission).where(Commission.order_line_id == sold.line_id)).one()
    review = reviews.hold(commission, cause="signals", names=("same_browser",))
    assert review is not None
    return review.id


@pytest.fixture
def held(cast: Cast) -> int:
    review_id = hold_one(cast)
    worker.drain()
    return review_id


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def told(cast: Cast, user_id: int) -> list[str]:
    worker.drain()
    rows = session.scalars(select(Notice).where(Notice.kind == "commission", Notice.user_id == user_id))
    return [row.facts["state"] for row in rows]


def test_the_angel_is_told_and_reads_why_and_until_when(client: FlaskClient, cast: Cast, held: int) -> None:
    sign_in(client, cast.alma)

    assert told(cast, cast.alma.id) == ["held"]
    assert f"/earnings/holds/{held}" in text(client, "/earnings")
    page = text(client, f"/earnings/holds/{held}")
    assert "browser in which your account was signed in" in page
    assert "released by itself" in page
    assert "is held and looked at" in text(client, "/notices")


def test_her_words_reach_the_operator_who_takes_it_back_with_a_reason(
    client: FlaskClient, cast: Cast, held: int
) -> None:
    sign_in(client, cast.alma)
    assert post(client, f"/earnings/holds/{held}/words", words="We share a tablet.").status_code == 303
    sign_in(client, cast.olga)
    assert "We share a tablet." in text(client, f"/admin/holds/{held}")
    answer = post(client, f"/admin/holds/{held}/decision", verdict="void", reason="The same card, too.")
    assert answer.status_code == 303
    sign_in(client, cast.alma)
    page = text(client, f"/earnings/holds/{held}")

    assert "The same card, too." in page and "went back to the merchant" in page
    assert post(client, f"/earnings/holds/{held}/appeal", words="It is my aunt’s.").status_code == 303
    assert session.get_one(CommissionReview, held).state == "appealed"
    assert "voided" in told(cast, cast.alma.id)
    assert told(cast, cast.olga.id) == ["appealed"]


@pytest.mark.parametrize(
    "given", [{}, {"verdict": "void"}, {"verdict": "keep", "reason": "x"}, {"reason": "x"}]
)
def test_a_decision_without_a_verdict_or_a_reason_is_asked_for_again(
    client: FlaskClient, cast: Cast, held: int, given: dict[str, str]
) -> None:
    answer = post(sign_in(client, cast.olga), f"/admin/holds/{held}/decision", **given)

    assert answer.status_code == 422
    assert given.get("reason", "") in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["bo", "chen", "dora", "eve", "olga"])
def test_the_angels_page_is_there_for_her_alone(client: FlaskClient, cast: Cast, held: int, who: str) -> None:
    sign_in(client, getattr(cast, who))

    assert client.get(f"/earnings/holds/{held}").status_code == 404
    assert post(client, f"/earnings/holds/{held}/appeal", words="Mine.").status_code == 404


def test_the_operator_holds_an_order_by_hand_and_reads_a_wrong_number_at_its_field(
    client: FlaskClient, cast: Cast
) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    sign_in(client, cast.olga)
    wrong = post(client, "/admin/holds", number="NOTHING", reason="A complaint.")
    assert wrong.status_code == 422
    assert "There is no order with this number." in wrong.get_data(as_text=True)

    assert post(client, "/admin/holds", number=sold.number, reason="A complaint.").status_code == 303
    assert "A complaint." in text(client, "/admin/holds")


def test_the_file_of_earnings_adds_up_after_a_decision(client: FlaskClient, cast: Cast, held: int) -> None:
    reviews.decide(cast.olga, held, release=False, reason="The same person.")
    rows = csv.DictReader(
        text(sign_in(client, cast.alma), "/earnings.csv").removeprefix("\ufeff").splitlines()
    )

    assert [(row["What"], row["Amount"]) for row in rows] == [
        ("commission", "15.00"),
        ("commission_void", "-15.00"),
    ]


def test_the_lists_ask_no_more_for_more(client: FlaskClient, cast: Cast) -> None:
    for _ in range(2):
        hold_one(cast)
    for person, path in ((cast.alma, "/earnings"), (cast.olga, "/admin/holds")):
        sign_in(client, person)
        client.get(path)
        with counted() as few:
            client.get(path)
        for _ in range(3):
            hold_one(cast)
        with counted() as many:
            client.get(path)
        assert len(many) == len(few) <= 10, path


@pytest.mark.parametrize("more", [0, 2_000])
def test_below_zero_the_page_says_what_will_net_it_and_nothing_can_be_withdrawn(
    client: FlaskClient, cast: Cast, time: Time, more: int
) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    receive(sold)
    time.pass_(days=8)
    commissions.vest_due()
    payout_id = ledger.request_payout(cast.alma, cents=1_500, destination="Bank", currency="CNY")
    ledger.pay_payout(cast.olga, payout_id, external_reference="T-1")
    refund(sold, 10_000)
    if more:
        sell(cast, more, angel_id=cast.alma.id)
    page = text(sign_in(client, cast.alma), "/earnings")

    assert "Below zero after refunds" in page
    assert ("will be set against it" in page) is bool(more)
    assert ("after 180 days" in page) is not bool(more)
    with pytest.raises(Refused):
        ledger.request_payout(cast.alma, cents=1_000, destination="Bank", currency="CNY")
