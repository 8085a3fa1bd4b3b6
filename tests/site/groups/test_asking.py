"""Accepting and confirming, variants, what was asked before, searching, following, hiding, the feed."""

import xml.etree.ElementTree as ET

import pytest
from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.groups import actions
from domain.groups.models import Answer, Question
from domain.notices.models import Notice
from jobs import worker
from tests.queries import counted
from tests.web import post, sign_in


def browser_of(client, person):
    return sign_in(client.application.test_client(), person)


@pytest.fixture
def asked(cast) -> int:
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    angels.endorse(cast.alma, cast.product_id)
    question_id = actions.ask(cast.eve, cast.product_id, body="How long does a durian keep in the fridge?")
    actions.answer(cast.alma, question_id, body="Four days at most")
    return question_id


@pytest.fixture
def group(cast) -> str:
    return f"/products/{cast.product_id}/group"


def the_answer() -> int:
    return session.scalars(select(Answer.id)).one()


def test_accepting_and_confirming_through_the_pages(client, cast, asked, time):
    answer_id = the_answer()
    eve, alma = browser_of(client, cast.eve), browser_of(client, cast.alma)
    where = f"/products/{cast.product_id}/questions/{asked}"
    assert "This is the answer" in eve.get(where).text and "This is the answer" not in alma.get(where).text

    part = post(eve, f"/answers/{answer_id}/acceptance", htmx=True)
    assert part.status_code == 200 and "Accepted answer" in part.get_data(as_text=True)
    assert "Accepted answer" in client.get(f"/products/{cast.product_id}").text
    time.pass_(days=91)
    actions.doubt_old()
    # Nobody stays signed in for so long.
    eve, alma = browser_of(client, cast.eve), browser_of(client, cast.alma)
    assert "Not confirmed since" in client.get(where).text
    assert "How long" in alma.get(f"/products/{cast.product_id}/group?which=doubted").text
    assert post(alma, f"/answers/{answer_id}/confirmation").status_code == 303
    assert "Not confirmed since" not in client.get(where).text
    assert post(eve, f"/answers/{answer_id}/acceptance/delete").status_code == 303
    for deed in ("acceptance", "acceptance/delete", "confirmation"):
        assert post(browser_of(client, cast.bo), f"/answers/{answer_id}/{deed}").status_code == 403
        assert post(eve, f"/answers/999/{deed}").status_code == 404


def test_a_question_can_be_of_a_variant_of_this_product(client, cast, group):
    bo = browser_of(client, cast.bo)
    assert "5 kg" in bo.get(group).text
    where = f"/products/{cast.product_id}/questions"
    assert post(bo, where, body="Is it whole?", variant=cast.other_variant_id).status_code == 303
    assert session.scalar(select(Question.variant_id)) == cast.other_variant_id
    assert "About 5 kg" in client.get(group).text
    for odd in ("999", "x"):
        answer = post(bo, where, body="Is it sweet then?", variant=odd)
        assert answer.status_code == 422 and "Is it sweet then?" in answer.get_data(as_text=True)


def test_what_was_asked_before_is_shown_and_can_be_asked_all_the_same(client, cast, asked):
    worker.drain()
    bo = browser_of(client, cast.bo)
    words = "How long does it keep in the fridge?"
    like = f"/products/{cast.product_id}/questions/like?body={words}"
    assert "Four days" in bo.get(like, headers={"HX-Request": "true"}).text

    answer = post(bo, f"/products/{cast.product_id}/questions", body=words)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True) and "Four days" in answer.get_data(as_text=True)
    assert post(bo, f"/products/{cast.product_id}/questions", body=words, sure="1").status_code == 303
    assert post(bo, f"/products/{cast.product_id}/questions", body="Who grows them?").status_code == 303


def test_the_history_is_searched_by_those_who_may_read_it(client, cast, asked, group):
    actions.send(cast.alma, cast.product_id, body="The 50% fridge is full")
    actions.send(cast.chen, cast.product_id, body="Fridge, fridge")
    worker.drain()
    alma, bo = browser_of(client, cast.alma), browser_of(client, cast.bo)
    hers = alma.get(f"{group}/search?q=fridge").text
    assert "Four days" in hers and "is full" in hers and "Fridge, fridge" in hers
    assert "#message-1" in alma.get(f"{group}/search?q=50%25").text
    assert "#message-2" not in alma.get(f"{group}/search?q=50%25").text
    for browser in (bo, client):
        others = browser.get(f"{group}/search?q=fridge").text
        assert "Four days" in others and "is full" not in others
        assert "is full" not in browser.get(f"{group}/search?q=fridge&before=99").text
    with counted() as asked_for:
        alma.get(f"{group}/search?q=fridge")
    assert len(asked_for) <= 12


@pytest.mark.parametrize(
    "odd", ["q=", "q=%00", "q=%25", "q=" + "x" * 500, "q=a&before=x", "q=a&page=-1", "q=a&page=9999"]
)
def test_odd_searches_have_an_answer(client, cast, asked, group, odd):
    assert browser_of(client, cast.alma).get(f"{group}/search?{odd}").status_code == 200


def test_who_follows_a_question_hears_of_its_answers(client, cast, asked):
    bo = browser_of(client, cast.bo)
    where = f"/products/{cast.product_id}/questions/{asked}"
    assert "Follow this question" in bo.get(where).text
    post(bo, "/watches", target_type="group", target_id=cast.product_id, level="none")
    post(bo, "/watches", target_type="question", target_id=asked, level="all")
    assert "You follow this question" in bo.get(where).text
    actions.answer(cast.chen, asked, body="A week")
    worker.drain()
    told = session.scalars(select(Notice.kind).where(Notice.user_id == cast.bo.id)).all()
    assert told == ["group_answer"]
    assert "How long" in bo.get("/settings/notices").text
    assert post(bo, "/watches", target_type="question", target_id=999, level="all").status_code == 404
    assert post(bo, "/watches", target_type="question", target_id=asked, level="hidden").status_code == 422


def test_a_hidden_group_is_out_of_the_list_and_still_there(client, cast, asked, group):
    alma = browser_of(client, cast.alma)
    assert 'class="row-cover strong" href="' + group in alma.get("/groups").text
    assert (
        post(alma, "/watches", target_type="group", target_id=cast.product_id, level="hidden").status_code
        == 303
    )
    page = alma.get("/groups").text
    assert 'class="row-cover strong" href="' + group not in page and "1 group is hidden" in page
    assert alma.get(f"{group}?room=chat").status_code == 200


def test_the_feed_of_the_questions_is_well_formed_and_public(client, cast, asked, group):
    actions.send(cast.alma, cast.product_id, body="secret among us")
    answer = client.get(f"{group}.atom")
    assert answer.mimetype == "application/atom+xml" and "secret among us" not in answer.text
    root = ET.fromstring(answer.data)
    (entry,) = root.findall("{http://www.w3.org/2005/Atom}entry")
    assert "Four days" in (entry.findtext("{http://www.w3.org/2005/Atom}content") or "")
    again = client.get(f"{group}.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/products/999/group.atom").status_code == 404
