"""/products/ID/problems and /merchant/problems"""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.problems import actions
from domain.problems.models import Problem, ProblemPicture
from jobs import photos
from tests.buying import received
from tests.queries import counted
from tests.web import post, sign_in


def browser_of(client, person):
    return sign_in(client.application.test_client(), person)


def a_picture() -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(buffer, "PNG")
    buffer.seek(0)
    return buffer, "brown.png"


def status_of(browser, address: str) -> int:
    with browser.get(address) as answer:
        return answer.status_code


@pytest.fixture
def number(cast) -> str:
    return received(cast.bo, cast.chen, (cast.variant_id, 1))


@pytest.fixture
def desk(cast) -> str:
    return f"/products/{cast.product_id}/problems"


FIELDS = {"kind": "spoiled", "body": "Two are brown"}


def test_a_problem_goes_its_way_through_the_pages(client, cast, number, desk):
    bo, chen, alma = (browser_of(client, who) for who in (cast.bo, cast.chen, cast.alma))
    received(cast.alma, cast.chen, (cast.variant_id, 1))
    assert number in bo.get(desk).text

    answer = post(bo, desk, order_number=number, photos=a_picture(), **FIELDS)
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert "Two are brown" in bo.get(where).text and number in bo.get(where).text

    hers = alma.get(where).text
    assert "A buyer" in hers and number not in hers and "Bo" not in re.sub(r"[A-Za-z]*Bo[a-z]+", "", hers)
    assert where in chen.get("/merchant/problems").text
    answered = post(chen, f"{where}/words", htmx=True, body="New ones come")
    assert answered.status_code == 200 and "New ones come" in answer_text(answered)
    assert "New ones come" in alma.get(where).text
    post(bo, f"{where}/solution")
    assert "1 solved" in client.get(f"/products/{cast.product_id}").text
    post(bo, f"{where}/solution/delete")
    assert "1 open" in client.get(f"/products/{cast.product_id}/group").text
    assert post(bo, f"{where}/delete").status_code == 303
    assert status_of(chen, where) == 404


def answer_text(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_refused_form_loses_nothing(client, cast, number, desk):
    bo = browser_of(client, cast.bo)
    answer = post(
        bo, desk, order_number=number, kind="", body="Two are brown", batch="A 17", photos=a_picture()
    )
    assert answer.status_code == 422
    text = answer_text(answer)
    assert "Please choose what is wrong." in text and "Two are brown" in text and "A 17" in text
    token = re.search(r'name="photo_tokens" value="([^"]+)"', text)
    assert token
    picture_id = session.scalars(select(ProblemPicture.id)).one()
    assert status_of(bo, f"/problems/pictures/{picture_id}") == 200
    assert status_of(browser_of(client, cast.eve), f"/problems/pictures/{picture_id}") == 404

    again = post(bo, desk, order_number=number, photo_tokens=token[1], **FIELDS)
    assert again.status_code == 303
    where = again.headers["Location"]
    assert session.scalars(select(Problem.photo_count)).one() == 1
    assert status_of(browser_of(client, cast.chen), f"{where}/pictures/{picture_id}") == 200
    assert status_of(browser_of(client, cast.eve), f"{where}/pictures/{picture_id}") == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"order_number": "NOTHERS00000"},
        {"body": ""},
        {"kind": "x"},
        {"body": "x" * 2_001},
        {"batch": "x" * 41},
    ],
)
def test_what_does_not_fit_is_422(client, cast, number, desk, fields):
    bo = browser_of(client, cast.bo)
    assert post(bo, desk, **({"order_number": number} | FIELDS | fields)).status_code == 422
    assert session.scalars(select(Problem)).all() == []


def test_a_file_that_is_no_picture_is_422_and_keeps_the_words(client, cast, number, desk):
    answer = post(browser_of(client, cast.bo), desk, photos=(io.BytesIO(b"no"), "a.png"), **FIELDS)
    assert answer.status_code == 422 and "Two are brown" in answer_text(answer)


def test_doors(client, cast, number, desk):
    problem_id = actions.tell_of(cast.bo, cast.product_id, order_number=number, kind="other", body="Loud")
    where = f"{desk}/{problem_id}"
    statuses = {
        who.handle: (
            status_of(one, desk),
            status_of(one, where),
            post(one, f"{where}/words", body="x").status_code,
        )
        for who in (cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga)
        for one in [browser_of(client, who)]
    }
    assert statuses == {
        "alma": (200, 404, 404),
        "bo": (200, 200, 303),
        "chen": (200, 200, 303),
        "dora": (200, 200, 403),
        "eve": (200, 404, 404),
        "olga": (200, 200, 403),
    }
    assert (status_of(client, desk), status_of(client, where)) == (200, 303)
    assert post(browser_of(client, cast.eve), desk, **FIELDS).status_code == 403
    assert status_of(browser_of(client, cast.bo), "/merchant/problems") == 404


def test_the_desk_costs_the_same_whatever_is_told(client, cast, number, desk):
    bo = browser_of(client, cast.bo)
    actions.tell_of(cast.bo, cast.product_id, order_number=number, kind="other", body="Loud")
    with counted() as few:
        assert "Loud" in bo.get(desk).text
    for _ in range(4):
        one = received(cast.bo, cast.chen, (cast.variant_id, 1))
        actions.tell_of(cast.bo, cast.product_id, order_number=one, kind="other", body="Loud")
    with counted() as many:
        bo.get(desk)
    assert len(many) == len(few) <= 10


def test_pictures_that_nobody_came_back_for_are_swept_up(client, cast, number, desk, time):
    post(browser_of(client, cast.bo), desk, order_number=number, kind="", body="Two", photos=a_picture())
    time.pass_(days=3)
    assert photos.sweep() == 1
    assert session.scalars(select(ProblemPicture)).all() == []
