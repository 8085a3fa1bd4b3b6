"""A suspended shop: what was said in its groups can be read, nothing is written, nothing is sold; the problem desk,
refunds and cases go on, and those whom it concerns are told why in general words."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed
from core.unit import action
from domain.angels import actions as angels
from domain.groups import actions, queries
from domain.merchants import actions as merchants, papers
from domain.merchants.models import Merchant
from domain.notices.models import Notice
from domain.orders import actions as orders
from domain.orders.models import Refund
from domain.people.viewer import ANONYMOUS, Viewer
from domain.problems import actions as problems
from jobs import worker
from tests.buying import breaches, received
from tests.cast import Cast
from tests.domain.says import world
from tests.web import post, sign_in

SECRET = "Sold stolen goods to our neighbour"


def suspend(cast: Cast) -> None:
    merchants.decide(cast.olga, cast.merchant_id, verdict="suspended", reason=SECRET)


@pytest.fixture
def closed(cast: Cast) -> int:
    """Bo bought and asked, Alma is an angel and answered; then the shop was suspended. The question's id."""
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    angels.endorse(cast.alma, cast.product_id)
    question = actions.ask(cast.bo, cast.product_id, body="Is it ripe?")
    actions.answer(cast.alma, question, body="Two days more")
    actions.send(cast.alma, cast.product_id, body="Hello all")
    suspend(cast)
    return question


@pytest.mark.parametrize("who", ["", "eve", "bo", "alma", "chen", "dora", "olga"])
def test_everybody_reads_what_was_asked_and_that_it_is_suspended(
    client: FlaskClient, cast: Cast, closed: int, who: str
) -> None:
    if who:
        sign_in(client, getattr(cast, who))

    for page in ("group", f"questions/{closed}"):
        answer = client.get(f"/products/{cast.product_id}/{page}")
        assert answer.status_code == 200
        assert "Two days more" in answer.text
        assert "The shop is suspended" in answer.text
        assert 'name="body"' not in answer.text


def test_its_goods_are_not_shown(client: FlaskClient, cast: Cast, closed: int) -> None:
    page = client.get(f"/products/{cast.product_id}/group").text

    assert f'href="/products/{cast.product_id}"' not in page
    assert client.get(f"/products/{cast.product_id}").status_code == 404
    assert "Durian" not in client.get("/products").text


def test_members_read_the_chat_and_find_the_group(client: FlaskClient, cast: Cast, closed: int) -> None:
    sign_in(client, cast.alma)

    assert "Hello all" in client.get(f"/products/{cast.product_id}/group?room=chat").text
    assert [one.product_id for one in queries.groups_of(cast.alma)] == [cast.product_id]


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "olga"])
def test_nobody_writes_there(cast: Cast, closed: int, who: str) -> None:
    person = getattr(cast, who)

    for write in (
        lambda: actions.ask(person, cast.product_id, body="And now?"),
        lambda: actions.answer(person, closed, body="No"),
        lambda: actions.send(person, cast.product_id, body="Hm"),
        lambda: actions.announce(person, cast.product_id, body="We are back"),
    ):
        with pytest.raises(NotAllowed, match="suspended"):
            write()


def test_a_form_that_was_open_gets_the_reason(client: FlaskClient, cast: Cast, closed: int) -> None:
    sign_in(client, cast.bo)

    answer = post(client, f"/products/{cast.product_id}/questions", body="And now?")

    assert answer.status_code == 403
    assert "This shop is suspended" in answer.text


def test_what_was_said_can_still_be_reported(client: FlaskClient, cast: Cast, closed: int) -> None:
    sign_in(client, cast.eve)

    assert client.get(f"/questions/{closed}/reports").status_code == 200


def test_a_buyer_tells_of_a_problem_and_the_shop_answers(
    client: FlaskClient, cast: Cast, closed: int
) -> None:
    sign_in(client, cast.bo)
    assert "The shop is suspended" in client.get(f"/products/{cast.product_id}/problems").text

    problem = problems.tell_of(cast.bo, cast.product_id, order_number="", kind="spoiled", body="Brown inside")
    problems.say(cast.chen, problem, body="We send your money back")

    assert "We send your money back" in client.get(f"/products/{cast.product_id}/problems/{problem}").text


def test_a_case_goes_its_way_to_the_refund(client: FlaskClient, cast: Cast) -> None:
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    suspend(cast)
    sign_in(client, cast.bo)
    assert client.get(f"/orders/{number}").status_code == 200
    assert client.get(f"/orders/{number}/cases/new").status_code == 200

    case = orders.open_case(
        cast.bo, number, kind="refund", reason="Rotten", problem="damaged", amount_cents=1_000
    )
    orders.grant(cast.chen, case)

    assert session.scalars(select(Refund.amount_cents)).one() == 1_000
    assert breaches() == []


def test_a_cart_says_why_it_cannot_be_bought(client: FlaskClient, cast: Cast) -> None:
    orders.add_to_cart(cast.bo, cast.variant_id, 1)
    suspend(cast)
    sign_in(client, cast.bo)

    page = client.get("/cart").text

    assert "This shop is suspended and sells nothing for now" in page
    assert f'href="/merchants/{cast.merchant_id}"' not in page


def told(person: Viewer) -> list[tuple[str, str, str]]:
    worker.drain()
    rows = session.scalars(select(Notice).where(Notice.user_id == person.id, Notice.kind == "shop"))
    return [(row.facts["state"], row.facts["place"], row.facts.get("why", "")) for row in rows]


def test_angels_and_those_with_its_goods_in_the_cart_are_told_in_general_words(
    client: FlaskClient, cast: Cast
) -> None:
    angels.endorse(cast.alma, cast.product_id)
    orders.add_to_cart(cast.bo, cast.variant_id, 1)

    suspend(cast)

    assert told(cast.alma) == [("suspended", "store", "inquiry")]
    assert told(cast.bo) == [("suspended", "cart", "inquiry")]
    assert told(cast.chen) == told(cast.eve) == []
    sign_in(client, cast.bo)
    page = client.get("/notices").text
    assert "looking into something" in page
    assert SECRET not in page


def test_late_papers_are_another_reason(cast: Cast) -> None:
    angels.endorse(cast.alma, cast.product_id)
    papers.remind_and_lapse()
    for days in (151, 174, 181, 195):
        with clock.shifted(timedelta(days=days)):
            papers.remind_and_lapse()
            worker.drain()

    assert told(cast.alma) == [("suspended", "store", "papers")]


def test_they_are_told_when_it_sells_again_and_only_then(cast: Cast) -> None:
    merchants.decide(cast.olga, cast.merchant_id, verdict="suspended", reason="x")
    angels_before = told(cast.alma)
    world.endorse(cast.alma, cast.product_id)

    merchants.decide(cast.olga, cast.merchant_id, verdict="verified")

    assert angels_before == []
    assert told(cast.alma) == [("open", "store", "inquiry")]


def test_a_shop_that_opens_for_the_first_time_is_no_news_to_others(cast: Cast) -> None:
    @action
    def not_yet() -> None:
        session.get_one(Merchant, cast.merchant_id).state = "applied"

    world.endorse(cast.alma, cast.product_id)
    not_yet()

    merchants.decide(cast.olga, cast.merchant_id, verdict="verified")

    assert told(cast.alma) == []


def test_once_it_sells_again_its_groups_are_open(cast: Cast, closed: int) -> None:
    merchants.decide(cast.olga, cast.merchant_id, verdict="verified")

    actions.ask(cast.eve, cast.product_id, body="And now?")

    assert queries.head_of(ANONYMOUS, cast.product_id).is_suspended is False
