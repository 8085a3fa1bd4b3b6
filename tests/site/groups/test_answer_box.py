"""Asking and answering with pictures, the badge, ready words, and being asked, through the pages."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.fans import actions as fans
from domain.groups import actions
from domain.groups.models import Answer, AskingChoice, Question, QuestionPhoto
from domain.problems import actions as problems
from jobs import worker
from tests.buying import received
from tests.web import post, sign_in


def browser_of(client, person):
    return sign_in(client.application.test_client(), person)


def picture(name="fruit.png"):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    buffer.seek(0)
    return buffer, name


@pytest.fixture
def asked(cast) -> int:
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    angels.endorse(cast.alma, cast.product_id)
    return actions.ask(cast.eve, cast.product_id, body="How long does it keep?")


@pytest.fixture
def where(cast, asked) -> str:
    return f"/products/{cast.product_id}/questions/{asked}"


def test_a_question_with_pictures_is_asked_and_read(client, cast, asked):
    bo = browser_of(client, cast.bo)
    answer = post(
        bo, f"/products/{cast.product_id}/questions", body="Is this one ripe?",
        data_={"photos": [picture(), picture()], "photo_alts": ["A green one", ""]},
    )  # fmt: skip
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert 'alt="A green one"' in page and page.count("data-lightbox>") == 2
    assert "data-lightbox>" in client.get(f"/products/{cast.product_id}/group").text
    assert "<img" not in client.get(f"/products/{cast.product_id}/group.atom").text


def test_what_is_refused_keeps_words_and_pictures(client, cast, asked, where):
    alma = browser_of(client, cast.alma)
    for address, words in (
        (f"{where}/answers", "Four days"),
        (f"/products/{cast.product_id}/questions", "Why?"),
    ):
        bad = (io.BytesIO(b"no picture"), "letter.png")
        answer = post(alma, address, body=words, data_={"photos": [picture(), bad], "photo_alts": "Green"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and words in page and 'value="Green"' in page
        (token,) = re.findall(r'name="photo_tokens" value="([^"]+)"', page)
        again = post(alma, address, body=words, photo_tokens=token, photo_alts="Green")
        assert again.status_code == 303
    assert session.scalar(select(Answer.photo_count)) == 1
    assert session.scalars(select(Question.photo_count).order_by(Question.id)).all() == [0, 1]


def test_too_many_pictures_and_others_pictures_are_refused(client, cast, asked, where):
    alma = browser_of(client, cast.alma)
    many = post(alma, f"{where}/answers", body="Look", data_={"photos": [picture() for _ in range(4)]})
    assert many.status_code == 422 and "At most 3 pictures" in many.get_data(as_text=True)
    tokens = re.findall(r'name="photo_tokens" value="([^"]+)"', many.get_data(as_text=True))
    assert len(tokens) == 3
    chen = browser_of(client, cast.chen)
    assert post(chen, f"{where}/answers", body="Mine", photo_tokens=tokens[0]).status_code == 303
    assert session.scalar(select(Answer.photo_count)) == 0
    assert session.scalars(select(QuestionPhoto.answer_id)).all() == [None] * 3


def test_who_may_not_write_leaves_no_picture(client, cast, asked, where):
    bo = browser_of(client, cast.bo)
    assert post(bo, f"{where}/answers", body="Hello", data_={"photos": picture()}).status_code == 403
    assert session.scalars(select(QuestionPhoto.id)).all() == []


def test_the_shop_chooses_for_whom_it_answers(client, cast, asked, where):
    chen, alma = browser_of(client, cast.chen), browser_of(client, cast.alma)
    assert 'name="voice"' in chen.get(where).text and 'name="voice"' not in alma.get(where).text
    post(chen, f"{where}/answers", body="I like it soft", voice="self")
    assert "Works for the merchant" in client.get(where).text
    post(chen, f"{where}/answers", body="It keeps four days", voice="shop")
    assert "is-merchant" in client.get(where).text
    forged = post(alma, f"{where}/answers", body="Trust me", voice="shop")
    assert forged.status_code == 422 and "Trust me" in forged.get_data(as_text=True)


def test_ready_words_fill_the_answer_without_sending_it(client, cast, asked, where):
    fans.keep_reply(cast.chen, cast.merchant_id, title="Keeping", body="{name}, {product} keeps four days.")
    chen = browser_of(client, cast.chen)
    reply = re.search(r'name="reply".*?value="(\d+)"', chen.get(where).text)[1]
    filled = post(chen, f"{where}/answers", body="Hello!", reply=reply, fill="1")
    assert filled.status_code == 200 and "Hello!\nEve, Durian, 3 kg keeps" in filled.get_data(as_text=True)
    part = post(chen, f"{where}/answers", htmx=True, body="", reply=reply, fill="1").get_data(as_text=True)
    assert part.lstrip().startswith("<textarea") and "Eve, Durian" in part
    assert session.scalars(select(Answer.id)).all() == []
    alma = browser_of(client, cast.alma)
    assert 'name="reply"' not in alma.get(where).text
    assert post(alma, f"{where}/answers", body="x", reply=reply, fill="1").status_code == 404


@pytest.mark.parametrize("shows_name", [True, False])
def test_ready_words_at_the_problem_desk_name_only_who_shows_her_name(client, cast, asked, shows_name):
    fans.keep_reply(
        cast.chen, cast.merchant_id, title="Sorry", body="Sorry {name}, {product} will be sent anew."
    )
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    problem = problems.tell_of(
        cast.bo, cast.product_id, order_number=number, kind="spoiled", body="Soft", shows_name=shows_name
    )
    chen, place = browser_of(client, cast.chen), f"/products/{cast.product_id}/problems/{problem}"
    reply = re.search(r'name="reply".*?value="(\d+)"', chen.get(place).text)[1]
    for htmx in (True, False):
        filled = post(chen, f"{place}/words", htmx=htmx, body="", reply=reply, fill="1")
        box = re.search(r"<textarea.*?</textarea>", filled.get_data(as_text=True), re.S)[0]
        assert filled.status_code == 200 and "Durian, 3 kg will be sent anew" in box
        assert ("Bo" in box) is shows_name
    bo = browser_of(client, cast.bo)
    assert 'name="reply"' not in bo.get(place).text
    assert post(bo, f"{place}/words", body="x", reply=reply, fill="1").status_code == 404


def test_a_buyer_is_invited_asked_and_stops_it_with_one_press(client, cast, asked):
    number = received(cast.bo, cast.chen, (cast.variant_id, 1))
    bo = browser_of(client, cast.bo)
    group = f"/products/{cast.product_id}/group"
    for place in (group, f"/orders/{number}"):
        assert "May others ask you" in bo.get(place).text
    assert "May others ask you" not in browser_of(client, cast.eve).get(group).text
    assert post(bo, "/settings/asking", willing="1").status_code == 303
    assert (
        "May others ask you" not in bo.get(group).text
        and "You may be asked." in bo.get("/settings/notices").text
    )

    question = actions.ask(cast.eve, cast.product_id, body="Is it sweet?")
    worker.drain()
    page = bo.get("/notices").text
    notice = re.search(r'data-notice-id="(\d+)" data-kind="asked"', page)[1]
    assert "Do not ask me any more" in page
    to = bo.get(f"/notices/{notice}").location
    assert to.endswith(f"/questions/{question}#answer-box")
    mine = bo.get(to).text
    assert 'id="answer-box"' in mine and "You are asked because you bought this" in mine
    assert "You are asked because" not in browser_of(client, cast.eve).get(to).text

    part = post(bo, f"/notices/{notice}/stop", htmx=True)
    assert part.status_code == 200 and "Ask me again" in part.get_data(as_text=True)
    assert session.get(AskingChoice, cast.bo.id).is_willing is False
    assert post(bo, f"/notices/{notice}/stop/delete").status_code == 303
    assert session.get(AskingChoice, cast.bo.id, populate_existing=True).is_willing is True
    assert post(bo, f"{to.split('#')[0]}/answers", body="Very").status_code == 303
    assert "Bought it" in client.get(to).text


@pytest.mark.parametrize("willing", ["", "2", "yes", "x" * 5_000])
def test_odd_choices_are_not_found(client, cast, willing):
    assert post(browser_of(client, cast.bo), "/settings/asking", willing=willing).status_code == 404
