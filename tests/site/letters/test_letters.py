"""/letters: writing, reading, asking, refusing, reporting; with and without htmx."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.fans import actions as fans
from domain.letters import actions
from domain.letters.actions import Words
from domain.letters.models import Letter, LetterPicture
from domain.moderation import actions as moderation
from domain.moderation.models import Case
from tests.cast import Cast
from tests.queries import counted
from tests.web import post, sign_in


@pytest.fixture
def thread_id(cast: Cast) -> int:
    return actions.write_to_shop(cast.bo, cast.merchant_id, Words("Is it ripe?", cast.product_id))


def png() -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    buffer.seek(0)
    return buffer, "a.png"


def test_eight_kinds_of_people_and_one_thread(app: Flask, cast: Cast, thread_id: int) -> None:
    for path in (f"/letters/{thread_id}", f"/letters/{thread_id}/new"):
        assert app.test_client().get(path).status_code == 303
    for person in (cast.alma, cast.dora, cast.eve, cast.olga):
        client = sign_in(app.test_client(), person)
        assert client.get(f"/letters/{thread_id}").status_code == 404
        assert post(client, f"/letters/{thread_id}", body="Hello").status_code == 404
        for verb in ("acceptance", "closure", "closure/delete"):
            assert post(client, f"/letters/{thread_id}/{verb}").status_code == 404
    for person in (cast.bo, cast.chen):
        assert "Is it ripe?" in sign_in(app.test_client(), person).get(f"/letters/{thread_id}").text


def test_a_fan_writes_from_the_shops_page_with_a_picture(app: Flask, client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.bo)
    address = f"/merchants/{cast.merchant_id}/letters"
    assert address in client.get(f"/merchants/{cast.merchant_id}").text
    assert client.get(address).status_code == 200

    answer = post(client, address, body="Look", photos=png())

    assert answer.status_code == 303
    kept = session.scalars(select(LetterPicture.id)).one()
    session.rollback()
    for person, status in (
        (cast.bo, 200),
        (cast.chen, 200),
        (cast.alma, 404),
        (cast.dora, 404),
        (cast.olga, 404),
    ):
        with sign_in(app.test_client(), person).get(f"/letters/pictures/{kept}") as picture:
            assert picture.status_code == status, person.handle


def test_a_good_picture_outlives_a_refusal(client: FlaskClient, cast: Cast, thread_id: int) -> None:
    sign_in(client, cast.bo)
    refused = post(client, f"/letters/{thread_id}", body="x" * 2_001, photos=png())
    token = session.scalars(select(LetterPicture.key).where(LetterPicture.letter_id.is_(None))).one()
    session.rollback()

    assert refused.status_code == 422
    assert token in refused.text
    assert "x" * 2_001 in refused.text
    assert post(client, f"/letters/{thread_id}", body="", photo_tokens=token).status_code == 303


def test_an_open_page_is_given_what_is_new(client: FlaskClient, cast: Cast, thread_id: int) -> None:
    sign_in(client, cast.chen)
    part = {"HX-Request": "true"}
    assert client.get(f"/letters/{thread_id}/new?after=1", headers=part).status_code == 204
    assert "Is it ripe?" in client.get(f"/letters/{thread_id}/new?after=0", headers=part).text
    sent = post(client, f"/letters/{thread_id}", htmx=True, body="On Friday", client_id="abc-1")
    assert 'id="letter-2"' in sent.text
    assert "<html" not in sent.text


def test_whoever_does_not_follow_an_angel_is_refused_with_the_reason(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.eve)
    assert client.get("/@bo/letters").status_code == 403
    angels.endorse(cast.alma, cast.product_id)
    assert client.get("/@alma/letters").status_code == 200
    assert client.get("/@nobody/letters").status_code == 404


def test_ready_words_go_into_the_box_and_lose_nothing(
    client: FlaskClient, cast: Cast, thread_id: int
) -> None:
    reply = fans.keep_reply(cast.chen, cast.merchant_id, title="Ripe", body="Dear {name}, on Friday.")
    sign_in(client, cast.chen)

    whole = post(client, f"/letters/{thread_id}", body="I looked.", fill="1", reply=str(reply))
    part = post(client, f"/letters/{thread_id}", htmx=True, body="I looked.", fill="1", reply=str(reply))

    for answer in (whole, part):
        assert answer.status_code == 200
        assert "I looked.\nDear Bo, on Friday." in answer.text
    assert part.text.lstrip().startswith("<textarea")
    assert session.scalars(select(Letter.seq)).all() == [1]
    session.rollback()
    assert post(client, f"/letters/{thread_id}", body="", fill="1", reply="999").status_code == 404


def test_a_reported_letter_is_shown_to_moderators_and_the_others_are_not(
    app: Flask, cast: Cast, thread_id: int
) -> None:
    actions.say(cast.chen, thread_id, Words("Pay me by another way"))
    letter_id = session.scalars(select(Letter.id).where(Letter.seq == 2)).one()
    session.rollback()
    bo = sign_in(app.test_client(), cast.bo)
    form = bo.get(f"/letters/said/{letter_id}/reports")
    assert "Pay me by another way" in form.text
    # Who of the shop wrote is not told.
    assert "@chen" not in form.text
    assert post(bo, f"/letters/said/{letter_id}/reports", reason="spam").status_code == 303

    dora = sign_in(app.test_client(), cast.dora)
    queue = dora.get("/moderation")

    assert "Pay me by another way" in queue.text
    assert "Is it ripe?" not in queue.text
    case_id = session.scalars(select(Case.id)).one()
    session.rollback()
    moderation.fold(cast.dora, case_id, reason_code="spam", words="Pay here only")
    assert "Pay me by another way" not in bo.get(f"/letters/{thread_id}").text


def test_the_list_keeps_to_ten_queries(client: FlaskClient, cast: Cast, thread_id: int) -> None:
    sign_in(client, cast.chen)
    address = f"/letters?shop={cast.merchant_id}"
    assert "Is it ripe?" in client.get(address).text
    with counted() as statements:
        client.get(address)
    assert len(statements) <= 10


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/letters?shop=999", 404),
        ("/letters?shop=x", 200),
        ("/letters?before=1.x", 200),
        ("/letters/999", 404),
    ],
)
def test_bad_addresses_get_a_clear_answer(client: FlaskClient, cast: Cast, path: str, status: int) -> None:
    sign_in(client, cast.chen)
    assert client.get(path).status_code == status
